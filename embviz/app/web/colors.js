// Colors and sizes of a figure: names of the palette become colors of the theme, larger type a larger
// picture.

function palette(box) {
  const probe = document.createElement("span")
  probe.style.color = "var(--st-background-color)"
  box.append(probe)
  const [r, g, b] = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number)
  probe.remove()
  return PALETTES[0.299 * r + 0.587 * g + 0.114 * b < 128 ? "dark" : "light"]
}

function paint(value, colors) {
  if (typeof value === "string") {
    return value.startsWith("var(--") ? colors[value.slice(6, -1)] : value
  }
  if (Array.isArray(value)) return value.map(part => paint(part, colors))
  if (value && typeof value === "object") {
    if ("bdata" in value) return { ...value }
    return Object.fromEntries(
      // What stands in meta is words and places, not colors.
      Object.entries(value).map(([k, v]) => [k, k === "meta" ? v : paint(v, colors)])
    )
  }
  return value
}

// Larger type makes a larger picture: all sizes of text, margins and heights grow alike.
function enlarge(value, scale, name = "") {
  if (Array.isArray(value)) return value.map(part => enlarge(part, scale))
  if (scale === 1 || !value || typeof value !== "object" || "bdata" in value) return value
  const grows = key =>
    key === "height" || name === "margin" || (key === "size" && /font$|^marker$/.test(name))
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      typeof part === "number" && grows(key) ? part * scale : enlarge(part, scale, key),
    ])
  )
}
