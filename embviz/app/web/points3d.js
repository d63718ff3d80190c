// Draws the points of large 3D maps. Plotly builds about twenty triangles per point: without a GPU,
// 50,000 points take more than half a second per frame. Here they are rasterized on a canvas with a
// depth buffer; Plotly draws only the extreme points, which determine the extent of the scene.

const N_SHADES = 256
// Points fade toward the color of the page with their distance, in this many steps.
const N_DEPTH_STEPS = 16
const FARTHEST_FADE = 0.55
// How much unmarked points fade while others are marked.
const UNMARKED_FADE = 0.65
// The largest distance in pixels from the pointer to a point that it hits.
const HIT_RADIUS_PX = 8

const isDrawnOnCanvas = cloud => Boolean(cloud.z) && cloud.n > WEBGL_MIN_POINTS

// Return the rows with the smallest and the largest coordinate on each axis.
function extremeRows(cloud) {
  const rows = new Set()
  for (const places of [cloud.x, cloud.y, cloud.z]) {
    let [low, high] = [0, 0]
    for (let row = 1; row < cloud.n; row++) {
      if (places[row] < places[low]) low = row
      if (places[row] > places[high]) high = row
    }
    rows.add(low).add(high)
  }
  return rows
}

// Return the pixel coordinates and the depths of all points for the current camera.
function projectRows(chart) {
  const { cloud, plot } = chart
  const { matrix: m, left, top, width, height } = sceneCamera(plot)
  const [xs, ys, ws] = Array.from({ length: 3 }, () => new Float32Array(cloud.n))
  for (let row = 0; row < cloud.n; row++) {
    const [x, y, z] = [cloud.x[row], cloud.y[row], cloud.z[row]]
    const w = m[3] * x + m[7] * y + m[11] * z + m[15]
    ws[row] = w
    xs[row] = left + (width * (1 + (m[0] * x + m[4] * y + m[8] * z + m[12]) / w)) / 2
    ys[row] = top + (height * (1 - (m[1] * x + m[5] * y + m[9] * z + m[13]) / w)) / 2
  }
  return { xs, ys, ws }
}

// Return the color index of each point, and a table of all colors at all depth steps.
function pointColors(chart) {
  const { cloud, palette } = chart
  const isDimmed = Boolean(chart.selection?.marked?.length)
  const cached = chart.pointColors
  if (cached?.cloud === cloud && cached.palette === palette && cached.isDimmed === isDimmed) return cached
  const rgb = name => {
    chart.measureContext.fillStyle = palette[name] ?? name
    return [1, 3, 5].map(offset => parseInt(chart.measureContext.fillStyle.slice(offset, offset + 2), 16))
  }
  const mix = (from, to, share) => from.map((part, i) => part + share * (to[i] - part))
  const colors = cloud.styles.map(style => rgb(style.color))
  const sizes = cloud.styles.map(style => Math.min(1, style.size ?? 1))
  const shade = Uint16Array.from({ length: cloud.n }, (_, row) => (cloud.group ? cloud.group[row] : 0))
  if (cloud.values) {
    const stops = cloud.scale.map(([offset, name]) => [offset, rgb(name)])
    const [low, high] = cloud.range
    for (let i = 0; i < N_SHADES; i++) {
      const offset = i / (N_SHADES - 1)
      const after = Math.max(1, stops.findIndex(([stop]) => stop >= offset))
      const [[a, from], [b, to]] = [stops[after - 1], stops[after]]
      colors.push(mix(from, to, (offset - a) / (b - a)))
      sizes.push(1)
    }
    cloud.values.forEach((value, row) => {
      if (Number.isFinite(value)) shade[row] = cloud.styles.length + Math.round(((value - low) / (high - low)) * (N_SHADES - 1))
    })
  }
  const page = rgb("background")
  const table = Uint32Array.from({ length: colors.length * N_DEPTH_STEPS }, (_, i) => {
    const color = isDimmed ? mix(colors[Math.floor(i / N_DEPTH_STEPS)], page, UNMARKED_FADE) : colors[Math.floor(i / N_DEPTH_STEPS)]
    const [r, g, b] = mix(color, page, (FARTHEST_FADE * (i % N_DEPTH_STEPS)) / (N_DEPTH_STEPS - 1)).map(Math.round)
    return (255 << 24) | (b << 16) | (g << 8) | r
  })
  return (chart.pointColors = { cloud, palette, isDimmed, shade, table, sizes })
}

// Return a canvas with the points that are in the frame.
function paintPoints(chart, { xs, ys, ws }, frame, ratio) {
  const { cloud } = chart
  const { shade, table, sizes } = pointColors(chart)
  const [width, height] = [frame.right - frame.left, frame.bottom - frame.top].map(side => Math.max(1, Math.round(side * ratio)))
  if (chart.pointCanvas?.width !== width || chart.pointCanvas?.height !== height) {
    chart.pointCanvas = Object.assign(document.createElement("canvas"), { width, height })
    chart.pointImage = new ImageData(width, height)
    chart.depths = new Float32Array(width * height)
  }
  const pixels = new Uint32Array(chart.pointImage.data.buffer)
  const { depths } = chart
  pixels.fill(0)
  depths.fill(Infinity)
  let [nearest, farthest] = [Infinity, 0]
  for (let row = 0; row < cloud.n; row++) {
    if (ws[row] <= 0) continue
    nearest = Math.min(nearest, ws[row])
    farthest = Math.max(farthest, ws[row])
  }
  const middle = (nearest + farthest) / 2
  const depth = farthest - nearest || 1
  const size = (cloud.n > 20000 ? 3 : cloud.n > 5000 ? 4 : 5) * ratio
  for (let row = 0; row < cloud.n; row++) {
    const w = ws[row]
    if (!(w > 0)) continue
    const kind = shade[row]
    const side = Math.round(Math.max(2, Math.min(2 * size, (size * sizes[kind] * middle) / w)))
    const left = Math.round((xs[row] - frame.left) * ratio - side / 2)
    const top = Math.round((ys[row] - frame.top) * ratio - side / 2)
    if (left < 0 || top < 0 || left + side > width || top + side > height) continue
    const color = table[kind * N_DEPTH_STEPS + Math.round(((w - nearest) / depth) * (N_DEPTH_STEPS - 1))]
    // A square without its corners is nearly round.
    const cut = side > 3 ? Math.round(side / 4) : 0
    for (let y = 0; y < side; y++) {
      const inset = Math.max(0, cut - Math.min(y, side - 1 - y))
      const start = (top + y) * width + left
      for (let pixel = start + inset; pixel < start + side - inset; pixel++) {
        if (w >= depths[pixel]) continue
        depths[pixel] = w
        pixels[pixel] = color
      }
    }
  }
  chart.pointCanvas.getContext("2d").putImageData(chart.pointImage, 0, 0)
  return chart.pointCanvas
}

// Return the row of the frontmost point under the pointer, or else of the nearest point around it.
function rowUnderPointer(chart, { clientX, clientY }) {
  const box = chart.box.getBoundingClientRect()
  const [x, y] = [clientX - box.left, clientY - box.top]
  const { xs, ys, ws } = projectRows(chart)
  let hit
  let best = Infinity
  for (let row = 0; row < chart.cloud.n; row++) {
    if (!(ws[row] > 0)) continue
    const distance = Math.hypot(xs[row] - x, ys[row] - y)
    if (distance > HIT_RADIUS_PX) continue
    const rank = distance <= 2.5 ? ws[row] / 1e6 : distance
    if (rank < best) [best, hit] = [rank, row]
  }
  return hit
}

// Plotly does not have these points and therefore emits no events for them.
function listenToCanvasPoints(chart) {
  let down = null
  const isOnPoints = event => isDrawnOnCanvas(chart.cloud) && !chart.activeTool && !event.target.closest(".tools")
  chart.box.addEventListener("pointerdown", event => (down = isOnPoints(event) ? event : null))
  chart.box.addEventListener("pointerup", event => {
    const isClick = down && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < 5
    down = null
    const row = isClick ? rowUnderPointer(chart, event) : undefined
    if (row !== undefined) selectRow(chart, row)
  })
  chart.box.addEventListener("pointermove", event => {
    if (!isOnPoints(event)) return
    const row = event.buttons ? undefined : rowUnderPointer(chart, event)
    chart.box.style.cursor = row === undefined ? "" : "pointer"
    showTooltip(chart, row)
  })
  chart.box.addEventListener("pointerleave", () => isDrawnOnCanvas(chart.cloud) && showTooltip(chart))
}
