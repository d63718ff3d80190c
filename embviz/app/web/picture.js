// A picture by itself: what Plotly draws, the labels that lie over it, and below what it shows.

// What any computer has: a file brings no font along.
const COMMON = "Arial, Helvetica, sans-serif"
const EDGE = 16
const MOST_LINES = 4

// Other parts of the page save a picture by its name.
function keepable(chart) {
  window.embvizKept ??= new Map()
  chart.keep = (format, { alt, file }) =>
    chart.cloud ? save(chart, format) : savePicture(chart, format, alt, file)
  window.embvizKept.set(chart.data.name, chart.keep)
  chart.box.embvizPaper = () => onPaper(chart)
}

function unkeepable(chart) {
  // A chart that took this one's place may be there already.
  const kept = window.embvizKept
  if (kept?.get(chart.data.name) === chart.keep) kept.delete(chart.data.name)
}

// A file with any other character is no XML.
const asXml = text => escaped(text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "␣"))

async function savePicture(chart, format, alt, file) {
  const { svg, width, height } = await byItself(chart, alt)
  const drawing = new Blob([svg], { type: "image/svg+xml" })
  const address = URL.createObjectURL(format === "png" ? await pixels(drawing, width, height) : drawing)
  handOver(address, `${file}.${format}`)
  setTimeout(() => URL.revokeObjectURL(address), 60000)
}

// Drawn again with the font that the file will have, so that labels are as wide as they will be.
async function byItself(chart, alt = "") {
  const { palette, data } = chart
  const [width, height] = [chart.width, chart.box.clientHeight]
  const stage = document.createElement("div")
  stage.className = "embviz-chart"
  stage.style.cssText = `position: fixed; left: -9999px; top: 0; width: ${width}px; height: ${height}px; font-family: ${COMMON}`
  stage.innerHTML = '<div class="plot"></div><div class="labels"></div>'
  stage.inert = true
  chart.box.parentElement.append(stage)
  const [plot, layer] = stage.children
  try {
    const layout = structuredClone(chart.plot.layout)
    layout.font = { ...layout.font, family: COMMON }
    layout.height = height
    if (layout.scene) layout.scene.camera = chart.plot._fullLayout.scene._scene.getCamera()
    await window.Plotly.newPlot(plot, chart.plot.data.map(trace => ({ ...trace })), layout, { displayModeBar: false })
    // A room turns to where it is seen from in its next frames.
    for (let i = 0; layout.scene && i < 2; i++) await new Promise(requestAnimationFrame)
    label({ ...chart, plot, layer })
    const inner = await window.Plotly.toImage(plot, { format: "svg", width, height, imageDataOnly: true })
    const labels = [...layer.children].map(tag => labelAlone(tag)).join("")
    const size = 12 * data.scale
    const note = alt ? [...linesOf(alt, size, width), "Made with embviz"] : []
    const top = height + EDGE + size
    const notes = note.map((line, i) => `<text x="0" y="${top + i * 1.45 * size}" font-size="${size}" fill="${palette.muted}">${asXml(line)}</text>`).join("")
    const [wide, high] = [width + 2 * EDGE, Math.ceil(top + Math.max(0, note.length - 1) * 1.45 * size + 0.4 * size + 2 * EDGE)]
    return {
      width: wide,
      height: high,
      svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="${-EDGE} ${-EDGE} ${wide} ${high}" font-family="${COMMON}"><title>${asXml(alt)}</title><rect x="${-EDGE}" y="${-EDGE}" width="${wide}" height="${high}" fill="${palette.background}"/>${inner}${labels}${notes}</svg>`,
    }
  } finally {
    window.Plotly.purge(plot)
    stage.remove()
  }
}

function labelAlone(tag) {
  const { color, fontSize, fontWeight, backgroundColor } = getComputedStyle(tag)
  const [x, y, w, h] = [tag.offsetLeft, tag.offsetTop, tag.offsetWidth, tag.offsetHeight]
  const backed = /, 0\)$/.test(backgroundColor) ? "" : `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${backgroundColor}"/>`
  const size = parseFloat(fontSize)
  return `${backed}<text x="${x + 3}" y="${y + h / 2 + 0.36 * size}" font-size="${size}" font-weight="${fontWeight}" fill="${color}">${asXml(tag.textContent)}</text>`
}

// What the picture shows, in a few lines; a word may be longer than any line.
function linesOf(text, size, width) {
  const pen = document.createElement("canvas").getContext("2d")
  pen.font = `${size}px ${COMMON}`
  const fits = line => pen.measureText(line).width <= width
  const lines = wrapped(text.replace(/[\s\u0000-\u001f]+/g, " "), fits)
  const shown = lines.slice(0, MOST_LINES)
  if (lines.length > MOST_LINES) shown[MOST_LINES - 1] += " …"
  return shown.map(line => {
    if (fits(line)) return line
    const letters = [...line.slice(0, 600)]
    while (letters.length && !fits(`${letters.join("")}…`)) letters.pop()
    return `${letters.join("")}…`
  })
}

async function pixels(drawing, width, height) {
  const address = URL.createObjectURL(drawing)
  try {
    const image = new Image(width, height)
    image.src = address
    await image.decode()
    const canvas = document.createElement("canvas")
    ;[canvas.width, canvas.height] = [2 * width, 2 * height]
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise(resolve => canvas.toBlob(resolve, "image/png"))
  } finally {
    URL.revokeObjectURL(address)
  }
}
