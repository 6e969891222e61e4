/** What happens in the workspace, as it happens. When the line was cut, everything is read anew. */

/** Listens for ever: `onEvent(event)` for each thing, `onOpen()` whenever the line is up (again). */
export function listen({ onEvent, onOpen, onCut }) {
  const source = new EventSource("/control/stream");
  source.addEventListener("open", onOpen);
  source.addEventListener("error", onCut);
  source.addEventListener("message", (message) => onEvent(JSON.parse(message.data)));
}

/** Runs `act` once for all calls within one frame's time. */
export function gathered(act, wait = 16) {
  let timer = null;
  return () => {
    timer ??= setTimeout(() => {
      timer = null;
      act();
    }, wait);
  };
}
