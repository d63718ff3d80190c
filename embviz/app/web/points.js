// Many points in a room. Plotly makes some twenty triangles of each: without a graphics card,
// 50,000 take it half a second a frame and more. Here they are put on a canvas pixel by pixel, the
// nearer over the farther; Plotly keeps the few that decide how large the room is.

const SHADES = 256
// From the nearest to the farthest point, in so many steps toward the color of the page.
const STEPS_BACK = 16
const FARTHEST = 0.55
// All others, while some are marked.
const BEHIND_MARKS = 0.65
// Pixels between the pointer and a point that is still meant.
const REACH = 8

const painted = cloud => Boolean(cloud.z) && cloud.n > GL_FROM

// Of each axis the first and the last.
function ends(cloud) {
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

// Pixels and distance from the eye of all points, as they are seen now.
function spotsIn(chart) {
  const { cloud, plot } = chart
  const { matrix: m, left, top, width, height } = sceneView(plot)
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

// The color of each point as a place in a table, which has each color nearer and farther away.
function inks(chart) {
  const { cloud, palette } = chart
  const dim = Boolean(chart.pick?.marked?.length)
  const known = chart.inks
  if (known?.cloud === cloud && known.palette === palette && known.dim === dim) return known
  const rgb = name => {
    chart.pen.fillStyle = palette[name] ?? name
    return [1, 3, 5].map(at => parseInt(chart.pen.fillStyle.slice(at, at + 2), 16))
  }
  const mix = (one, other, share) => one.map((part, i) => part + share * (other[i] - part))
  const colors = cloud.styles.map(style => rgb(style.color))
  const sizes = cloud.styles.map(style => Math.min(1, style.size ?? 1))
  const shade = Uint16Array.from({ length: cloud.n }, (_, row) => (cloud.group ? cloud.group[row] : 0))
  if (cloud.values) {
    const stops = cloud.scale.map(([at, name]) => [at, rgb(name)])
    const [low, high] = cloud.range
    for (let i = 0; i < SHADES; i++) {
      const at = i / (SHADES - 1)
      const after = Math.max(1, stops.findIndex(([place]) => place >= at))
      const [[a, from], [b, to]] = [stops[after - 1], stops[after]]
      colors.push(mix(from, to, (at - a) / (b - a)))
      sizes.push(1)
    }
    cloud.values.forEach((value, row) => {
      if (Number.isFinite(value)) shade[row] = cloud.styles.length + Math.round(((value - low) / (high - low)) * (SHADES - 1))
    })
  }
  const page = rgb("background")
  const table = Uint32Array.from({ length: colors.length * STEPS_BACK }, (_, i) => {
    const color = dim ? mix(colors[Math.floor(i / STEPS_BACK)], page, BEHIND_MARKS) : colors[Math.floor(i / STEPS_BACK)]
    const [r, g, b] = mix(color, page, (FARTHEST * (i % STEPS_BACK)) / (STEPS_BACK - 1)).map(Math.round)
    return (255 << 24) | (b << 16) | (g << 8) | r
  })
  return (chart.inks = { cloud, palette, dim, shade, table, sizes })
}

// Returns a canvas with the points that are in the frame.
function paintPoints(chart, { xs, ys, ws }, frame, ratio) {
  const { cloud } = chart
  const { shade, table, sizes } = inks(chart)
  const [width, height] = [frame.right - frame.left, frame.bottom - frame.top].map(side => Math.max(1, Math.round(side * ratio)))
  if (chart.paper?.width !== width || chart.paper?.height !== height) {
    chart.paper = Object.assign(document.createElement("canvas"), { width, height })
    chart.sheet = new ImageData(width, height)
    chart.depths = new Float32Array(width * height)
  }
  const pixels = new Uint32Array(chart.sheet.data.buffer)
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
    const color = table[kind * STEPS_BACK + Math.round(((w - nearest) / depth) * (STEPS_BACK - 1))]
    // Without its corners, a square is nearly round.
    const cut = side > 3 ? Math.round(side / 4) : 0
    for (let y = 0; y < side; y++) {
      const less = Math.max(0, cut - Math.min(y, side - 1 - y))
      const start = (top + y) * width + left
      for (let at = start + less; at < start + side - less; at++) {
        if (w >= depths[at]) continue
        depths[at] = w
        pixels[at] = color
      }
    }
  }
  chart.paper.getContext("2d").putImageData(chart.sheet, 0, 0)
  return chart.paper
}

// The point under the pointer: of those it touches, the one in front, or else the nearest around.
function pointUnder(chart, { clientX, clientY }) {
  const box = chart.box.getBoundingClientRect()
  const [x, y] = [clientX - box.left, clientY - box.top]
  const { xs, ys, ws } = spotsIn(chart)
  let found
  let best = Infinity
  for (let row = 0; row < chart.cloud.n; row++) {
    if (!(ws[row] > 0)) continue
    const away = Math.hypot(xs[row] - x, ys[row] - y)
    if (away > REACH) continue
    const rank = away <= 2.5 ? ws[row] / 1e6 : away
    if (rank < best) [best, found] = [rank, row]
  }
  return found
}

// Plotly knows nothing of these points, so that it tells of no click on them.
function listenToPoints(chart) {
  let down = null
  const meant = event => painted(chart.cloud) && !chart.shape && !event.target.closest(".tools")
  chart.box.addEventListener("pointerdown", event => (down = meant(event) ? event : null))
  chart.box.addEventListener("pointerup", event => {
    const still = down && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < 5
    down = null
    const at = still ? pointUnder(chart, event) : undefined
    if (at !== undefined) choose(chart, at)
  })
  chart.box.addEventListener("pointermove", event => {
    if (!meant(event)) return
    const at = event.buttons ? undefined : pointUnder(chart, event)
    chart.box.style.cursor = at === undefined ? "" : "pointer"
    point(chart, at)
  })
  chart.box.addEventListener("pointerleave", () => painted(chart.cloud) && point(chart))
}
