// Exports a chart as PNG or SVG: the plot, its labels, and its text alternative as a caption.

// Exported files embed no fonts, so they use ones that are installed everywhere.
const EXPORT_FONT = "Arial, Helvetica, sans-serif"
const EXPORT_MARGIN_PX = 16
const MAX_CAPTION_LINES = 4

// The export buttons (exportButtons.js) look up a chart by its name.
function registerExport(chart) {
  window.embvizExports ??= new Map()
  chart.exportAs = (format, { alt, file }) =>
    chart.cloud ? saveMap(chart, format) : saveChart(chart, format, alt, file)
  window.embvizExports.set(chart.data.name, chart.exportAs)
  chart.box.embvizPrintImage = () => printImage(chart)
}

function unregisterExport(chart) {
  // A chart that replaced this one may be registered already.
  const exports = window.embvizExports
  if (exports?.get(chart.data.name) === chart.exportAs) exports.delete(chart.data.name)
}

// XML 1.0 allows no other characters.
const escapeXml = text => escapeHtml(text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "␣"))

async function saveChart(chart, format, alt, file) {
  const { svg, width, height } = await standaloneSvg(chart, alt)
  const svgBlob = new Blob([svg], { type: "image/svg+xml" })
  const url = URL.createObjectURL(format === "png" ? await rasterize(svgBlob, width, height) : svgBlob)
  downloadFile(url, `${file}.${format}`)
  setTimeout(() => URL.revokeObjectURL(url), 60000)
}

// Draw the chart again with the font of the exported file, so that labels are measured correctly.
async function standaloneSvg(chart, alt = "") {
  const { palette, data } = chart
  const [width, height] = [chart.width, chart.box.clientHeight]
  const container = document.createElement("div")
  container.className = "embviz-chart"
  container.style.cssText = `position: fixed; left: -9999px; top: 0; width: ${width}px; height: ${height}px; font-family: ${EXPORT_FONT}`
  container.innerHTML = '<div class="plot"></div><div class="labels"></div>'
  container.inert = true
  chart.box.parentElement.append(container)
  const [plot, labelLayer] = container.children
  try {
    const layout = structuredClone(chart.plot.layout)
    layout.font = { ...layout.font, family: EXPORT_FONT }
    layout.height = height
    if (layout.scene) layout.scene.camera = chart.plot._fullLayout.scene._scene.getCamera()
    await window.Plotly.newPlot(plot, chart.plot.data.map(trace => ({ ...trace })), layout, { displayModeBar: false })
    // Plotly applies the camera of a scene in the next frames.
    for (let i = 0; layout.scene && i < 2; i++) await new Promise(requestAnimationFrame)
    placeLabels({ ...chart, plot, labelLayer })
    const inner = await window.Plotly.toImage(plot, { format: "svg", width, height, imageDataOnly: true })
    const labels = [...labelLayer.children].map(tag => labelSvg(tag)).join("")
    const size = 12 * data.scale
    const caption = alt ? [...captionLines(alt, size, width), "Made with embviz"] : []
    const top = height + EXPORT_MARGIN_PX + size
    const captionSvg = caption.map((line, i) => `<text x="0" y="${top + i * 1.45 * size}" font-size="${size}" fill="${palette.muted}">${escapeXml(line)}</text>`).join("")
    const [totalWidth, totalHeight] = [width + 2 * EXPORT_MARGIN_PX, Math.ceil(top + Math.max(0, caption.length - 1) * 1.45 * size + 0.4 * size + 2 * EXPORT_MARGIN_PX)]
    return {
      width: totalWidth,
      height: totalHeight,
      svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${totalWidth}" height="${totalHeight}" viewBox="${-EXPORT_MARGIN_PX} ${-EXPORT_MARGIN_PX} ${totalWidth} ${totalHeight}" font-family="${EXPORT_FONT}"><title>${escapeXml(alt)}</title><rect x="${-EXPORT_MARGIN_PX}" y="${-EXPORT_MARGIN_PX}" width="${totalWidth}" height="${totalHeight}" fill="${palette.background}"/>${inner}${labels}${captionSvg}</svg>`,
    }
  } finally {
    window.Plotly.purge(plot)
    container.remove()
  }
}

function labelSvg(tag) {
  const { color, fontSize, fontWeight, backgroundColor } = getComputedStyle(tag)
  const [x, y, w, h] = [tag.offsetLeft, tag.offsetTop, tag.offsetWidth, tag.offsetHeight]
  const background = /, 0\)$/.test(backgroundColor) ? "" : `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${backgroundColor}"/>`
  const size = parseFloat(fontSize)
  return `${background}<text x="${x + 3}" y="${y + h / 2 + 0.36 * size}" font-size="${size}" font-weight="${fontWeight}" fill="${color}">${escapeXml(tag.textContent)}</text>`
}

// Split the text alternative into a few lines; a word longer than a line is truncated.
function captionLines(text, size, width) {
  const context = document.createElement("canvas").getContext("2d")
  context.font = `${size}px ${EXPORT_FONT}`
  const fits = line => context.measureText(line).width <= width
  const lines = wrapText(text.replace(/[\s\u0000-\u001f]+/g, " "), fits)
  const visibleLines = lines.slice(0, MAX_CAPTION_LINES)
  if (lines.length > MAX_CAPTION_LINES) visibleLines[MAX_CAPTION_LINES - 1] += " …"
  return visibleLines.map(line => {
    if (fits(line)) return line
    const letters = [...line.slice(0, 600)]
    while (letters.length && !fits(`${letters.join("")}…`)) letters.pop()
    return `${letters.join("")}…`
  })
}

async function rasterize(svgBlob, width, height) {
  const url = URL.createObjectURL(svgBlob)
  try {
    const image = new Image(width, height)
    image.src = url
    await image.decode()
    const canvas = document.createElement("canvas")
    ;[canvas.width, canvas.height] = [2 * width, 2 * height]
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise(resolve => canvas.toBlob(resolve, "image/png"))
  } finally {
    URL.revokeObjectURL(url)
  }
}
