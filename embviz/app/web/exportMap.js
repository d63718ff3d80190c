// Exports a map as PNG or SVG.

async function saveMap(chart, format) {
  downloadFile(await mapImage(chart, format), `${chart.data.file ?? "map"}.${format}`)
}

function downloadFile(url, name) {
  const link = document.createElement("a")
  link.href = url
  link.download = name
  link.click()
}

async function mapImage(chart, format) {
  const { cloud, palette, plot } = chart
  const size = plot._fullLayout._size
  const [width, height] = [chart.width, chart.box.clientHeight]
  // An exported image cannot use the fonts of the page, so labels are measured in a common one.
  const family = "Arial, Helvetica, sans-serif"
  const frame = rect(size.l, size.t, size.w, size.h)
  const place = rowProjector(chart)
  const drawn = layOutMarks(chart, frame, place, family)
  const x = px => (px - size.l) / size.w
  const y = py => 1 - (py - size.t) / size.h
  const annotations = drawn.labels.map(({ text, spot, strong, color }) => ({
    xref: "paper", yref: "paper", x: x(spot.left + 3), y: y((spot.top + spot.bottom) / 2),
    xanchor: "left", yanchor: "middle", align: "left", showarrow: false, borderpad: 0,
    text: strong ? `<b>${escapeHtml(text)}</b>` : escapeHtml(text),
    ...(strong ? { bgcolor: palette.background } : {}),
    font: { size: 13 * chart.data.scale, color, family },
  }))
  const shapes = [
    ...drawn.lines.map(({ from, to, color, dash }) => ({ type: "line", x0: x(from[0]), y0: y(from[1]), x1: x(to[0]), y1: y(to[1]), line: { color, width: 1.5, dash: dash ? "dash" : "solid" } })),
    ...drawn.rings.map(({ at, r, color, fill, dash }) => ({ type: "circle", x0: x(at[0] - r), y0: y(at[1] - r), x1: x(at[0] + r), y1: y(at[1] + r), line: { color, width: 2, dash: dash ? "dot" : "solid" }, fillcolor: fill ?? "rgba(0,0,0,0)" })),
  ].map(shape => ({ xref: "paper", yref: "paper", ...shape }))
  // The note goes above the plot; the image becomes higher by as much, so that no label moves.
  chart.measureContext.font = `11px ${family}`
  const lines = wrapText(chart.data.note ?? "", text => chart.measureContext.measureText(text).width < size.w - 8)
  const extraHeight = Math.max(0, lines.length * 16 + 8 - size.t)
  const note = { xref: "paper", yref: "paper", x: 0, y: 1 + (size.t + extraHeight) / size.h, xanchor: "left", yanchor: "top", align: "left", showarrow: false, text: lines.map(escapeHtml).join("<br>"), font: { size: 11, color: palette.muted, family } }
  const margin = { ...plot.layout.margin, t: (plot.layout.margin?.t ?? 0) + extraHeight }
  const layout = { ...plot.layout, font: { ...plot.layout.font, family }, width, height: height + extraHeight, margin, annotations: [...annotations, note], shapes, paper_bgcolor: palette.background, plot_bgcolor: palette.background }
  for (const [key, axis] of Object.entries(plot._fullLayout)) {
    if (/^[xy]axis$/.test(key)) layout[key] = { ...layout[key], range: [...axis.range], autorange: false }
    if (key === "scene") layout.scene = { ...layout.scene, camera: axis._scene.getCamera() }
  }
  // Points drawn on a canvas are embedded as a bitmap.
  if (isDrawnOnCanvas(cloud)) {
    const canvas = paintPoints(chart, place.projected, frame, 2)
    const context = canvas.getContext("2d")
    context.setTransform(2, 0, 0, 2, -2 * size.l, -2 * size.t)
    drawDots(context, drawn.dots, palette.orange)
    layout.images = [{ source: canvas.toDataURL(), xref: "paper", yref: "paper", x: 0, y: 1, sizex: 1, sizey: 1, sizing: "stretch", layer: "above" }]
  }
  // In an SVG of moderate size, WebGL points become vector circles.
  const data = plot.data.map(trace => (format === "svg" && trace.type === "scattergl" && cloud.n <= 20000 ? { ...trace, type: "scatter" } : trace))
  const marked = (chart.selection?.marked ?? []).map(id => cloud.rowOf.get(id)).filter(row => row !== undefined)
  if (marked.length && !isDrawnOnCanvas(cloud)) {
    const [first] = data
    const axes = cloud.z ? ["x", "y", "z"] : ["x", "y"]
    const places = Object.fromEntries(axes.map(axis => [axis, marked.map(row => cloud[axis][row])]))
    data.push({
      type: first.type, mode: "markers", ...places, showlegend: false,
      marker: { color: palette.orange, size: marked.length > 2000 ? 3 : 8 },
    })
  }
  return window.Plotly.toImage({ data, layout, config: {} }, { format, width, height: height + extraHeight, scale: format === "png" ? 2 : 1 })
}

// Split a text into lines, each as long as fits.
function wrapText(text, fits) {
  const lines = []
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word
    lines.length && fits(longer) ? (lines[lines.length - 1] = longer) : lines.push(word)
  }
  return lines
}

const escapeHtml = text => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;")
