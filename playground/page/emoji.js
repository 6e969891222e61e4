/** The emoji names of work chat, as text emoji. A name that is not here stays as it was written. */

const NAMES = `
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 clap 👏 pray 🙏 wave 👋 raised_hands 🙌 muscle 💪 ok_hand 👌 v ✌️ point_right 👉
point_left 👈 point_up ☝️ point_down 👇 handshake 🤝 writing_hand ✍️ raising_hand 🙋 eyes 👀 brain 🧠 ear 👂
smile 😄 smiley 😃 grinning 😀 grin 😁 joy 😂 rofl 🤣 laughing 😆 wink 😉 blush 😊 slightly_smiling_face 🙂 upside_down_face 🙃
relaxed ☺️ heart_eyes 😍 star-struck 🤩 sunglasses 😎 thinking_face 🤔 neutral_face 😐 sweat_smile 😅 sweat 😓 sob 😭 cry 😢
disappointed 😞 worried 😟 confused 😕 open_mouth 😮 scream 😱 fearful 😨 angry 😠 rage 😡 sleeping 😴 mask 😷 hugging_face 🤗
shushing_face 🤫 zipper_mouth_face 🤐 face_with_rolling_eyes 🙄 nerd_face 🤓 partying_face 🥳 robot_face 🤖 ghost 👻 skull 💀
heart ❤️ orange_heart 🧡 yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 black_heart 🖤 broken_heart 💔 sparkling_heart 💖
fire 🔥 sparkles ✨ star ⭐ star2 🌟 boom 💥 zap ⚡ rainbow 🌈 sunny ☀️ cloud ☁️ umbrella ☔ snowflake ❄️ ocean 🌊
sun_with_face 🌞 crescent_moon 🌙 night_with_stars 🌃 sunrise 🌅 blossom 🌼 cherry_blossom 🌸 rose 🌹 seedling 🌱 herb 🌿 four_leaf_clover 🍀
tada 🎉 confetti_ball 🎊 balloon 🎈 gift 🎁 trophy 🏆 medal 🏅 first_place_medal 🥇 second_place_medal 🥈 third_place_medal 🥉 dart 🎯 red_envelope 🧧
rocket 🚀 airplane ✈️ car 🚗 motor_scooter 🛵 house 🏠 office 🏢 factory 🏭 hourglass ⌛ hourglass_flowing_sand ⏳ watch ⌚ alarm_clock ⏰
stopwatch ⏱️ clock9 🕘 clock3 🕒 calendar 📅 date 📅 spiral_calendar_pad 🗓️ bell 🔔 no_bell 🔕 mega 📣 loudspeaker 📢 speech_balloon 💬
thought_balloon 💭 left_speech_bubble 🗨️ email 📧 envelope ✉️ envelope_with_arrow 📩 incoming_envelope 📨 inbox_tray 📥 outbox_tray 📤 package 📦 phone ☎️
telephone_receiver 📞 iphone 📱 computer 💻 keyboard ⌨️ printer 🖨️ movie_camera 🎥 clapper 🎬 camera 📷 video_camera 📹 tv 📺 art 🎨
frame_with_picture 🖼️ musical_note 🎵 microphone 🎤 headphones 🎧 memo 📝 pencil 📝 pencil2 ✏️ paintbrush 🖌️ page_facing_up 📄 page_with_curl 📃
clipboard 📋 bookmark 🔖 bookmark_tabs 📑 books 📚 book 📖 notebook 📓 ledger 📒 newspaper 📰 file_folder 📁 open_file_folder 📂
card_index_dividers 🗂️ card_file_box 🗃️ file_cabinet 🗄️ wastebasket 🗑️ paperclip 📎 link 🔗 pushpin 📌 round_pushpin 📍 scissors ✂️ mag 🔍
mag_right 🔎 bulb 💡 key 🔑 lock 🔒 unlock 🔓 hammer_and_wrench 🛠️ wrench 🔧 gear ⚙️ label 🏷️ moneybag 💰 dollar 💵 credit_card 💳
chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊 briefcase 💼 handbag 👜 shopping_trolley 🛒 coffee ☕ tea 🍵 beer 🍺 beers 🍻
pizza 🍕 ramen 🍜 rice 🍚 cake 🍰 birthday 🎂 glass_of_milk 🥛 cow 🐮 dog 🐶 cat 🐱 turtle 🐢 bug 🐛 snail 🐌 dragon 🐉
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ heavy_multiplication_x ✖️ negative_squared_cross_mark ❎ warning ⚠️ rotating_light 🚨
no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 construction 🚧 exclamation ❗ heavy_exclamation_mark ❗ question ❓ grey_question ❔ bangbang ‼️
100 💯 information_source ℹ️ new 🆕 ok 🆗 up 🆙 sos 🆘 free 🆓 recycle ♻️ arrows_counterclockwise 🔄 repeat 🔁 twisted_rightwards_arrows 🔀
arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ arrow_upper_right ↗️ leftwards_arrow_with_hook ↩️ arrow_forward ▶️ fast_forward ⏩ double_vertical_bar ⏸️
black_square_for_stop ⏹️ heavy_plus_sign ➕ heavy_minus_sign ➖ red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵
large_purple_circle 🟣 white_circle ⚪ black_circle ⚫ large_red_square 🟥 large_orange_square 🟧 large_yellow_square 🟨 large_green_square 🟩 large_blue_square 🟦
white_large_square ⬜ black_large_square ⬛ small_blue_diamond 🔹 small_orange_diamond 🔸 large_blue_diamond 🔷 large_orange_diamond 🔶 black_small_square ▪️
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ keycap_ten 🔟 zero 0️⃣ hash #️⃣
bust_in_silhouette 👤 busts_in_silhouette 👥 technologist 🧑‍💻 artist 🧑‍🎨 office_worker 🧑‍💼 detective 🕵️ palms_up_together 🤲 crossed_fingers 🤞 shrug 🤷
flag-vn 🇻🇳 vn 🇻🇳 us 🇺🇸 flag-us 🇺🇸 gb 🇬🇧 triangular_flag_on_post 🚩 checkered_flag 🏁 white_flag 🏳️ globe_with_meridians 🌐 earth_asia 🌏 world_map 🗺️
beach_with_umbrella 🏖️ palm_tree 🌴 thermometer 🌡️ syringe 💉 pill 💊 crown 👑 gem 💎 magic_wand 🪄 jigsaw 🧩 game_die 🎲 puzzle_piece 🧩 test_tube 🧪
`
  .trim()
  .split(/\s+/);

const MAP = new Map();
for (let i = 0; i < NAMES.length; i += 2) MAP.set(NAMES[i], NAMES[i + 1]);

/** The emoji of a short name, or null. */
export function emoji(name) {
  return MAP.get(name.replace(/::skin-tone-[2-6]$/, "")) ?? null;
}

/** Text with the short names that we know turned into emoji. */
export function withEmoji(text) {
  const shown = text.replace(/:([a-z0-9_+-]+):/gi, (whole, name) => emoji(name.toLowerCase()) ?? whole);
  return shown.replace(/:skin-tone-[2-6]:/g, "");
}
