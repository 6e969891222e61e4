/** The control API of the playground, one function a verb. Failures come back as `{ok: false, message}`. */

async function call(path, options) {
  try {
    const response = await fetch(`/control/${path}`, options);
    return await response.json();
  } catch {
    return {
      ok: false,
      error: "unreachable",
      message: "The playground does not answer. Is it still running?",
    };
  }
}

function post(verb, facts) {
  return call(verb, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(facts),
  });
}

function get(verb, facts = {}) {
  const given = Object.entries(facts).filter(([, value]) => value !== null && value !== undefined);
  return call(`${verb}?${new URLSearchParams(given)}`);
}

export const state = () => get("state");
export const messages = (facts) => get("messages", facts);
export const modal = (facts) => get("modal", facts);
export const homeView = (facts) => get("home", facts);
export const unread = () => get("unread");
export const traffic = (facts) => get("traffic", facts);

export const command = (facts) => post("command", facts);
export const say = (facts) => post("say", facts);
export const click = (facts) => post("click", facts);
export const submit = (facts) => post("submit", facts);
export const close = (facts) => post("close", facts);
export const shortcut = (facts) => post("shortcut", facts);
export const home = (facts) => post("home", facts);
export const invite = (facts) => post("invite", facts);
export const remove = (facts) => post("remove", facts);
export const read = (facts) => post("read", facts);
export const createChannel = (facts) => post("channel", facts);
export const setClock = (facts) => post("clock", facts);
