// Colors and sizes of a figure: replaces palette names by the colors of the theme, and scales sizes.

function themePalette(box) {
  const probe = document.createElement("span")
  probe.style.color = "var(--st-background-color)"
  box.append(probe)
  const [r, g, b] = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number)
  probe.remove()
  return PALETTES[0.299 * r + 0.587 * g + 0.114 * b < 128 ? "dark" : "light"]
}

function resolveColors(value, colors) {
  if (typeof value === "string") {
    return value.startsWith("var(--") ? colors[value.slice(6, -1)] : value
  }
  if (Array.isArray(value)) return value.map(part => resolveColors(part, colors))
  if (value && typeof value === "object") {
    if ("bdata" in value) return { ...value }
    return Object.fromEntries(
      // meta has words and positions, but no colors.
      Object.entries(value).map(([k, v]) => [k, k === "meta" ? v : resolveColors(v, colors)])
    )
  }
  return value
}

// Scale font sizes, marker sizes, margins and heights by the same factor.
function scaleSizes(value, scale, name = "") {
  if (Array.isArray(value)) return value.map(part => scaleSizes(part, scale))
  if (scale === 1 || !value || typeof value !== "object" || "bdata" in value) return value
  const grows = key =>
    key === "height" || name === "margin" || (key === "size" && /font$|^marker$/.test(name))
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      typeof part === "number" && grows(key) ? part * scale : scaleSizes(part, scale, key),
    ])
  )
}
