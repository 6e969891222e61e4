/** Text without accents and case, for finding names: "Đỗ Hà Vy" -> "do ha vy". */
export function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
}
