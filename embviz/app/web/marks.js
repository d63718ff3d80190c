// What lies over the points of a map: lines, rings and labels, on a canvas.

// Return functions to pixels, from a place or from a row. Made anew for each drawing: a view
// changes all.
const placeAny = chart => (chart.cloud.z ? inScene(chart.plot) : inPlane(chart.plot))

function placing(chart) {
  const { cloud, plot } = chart
  if (!cloud.z) {
    // Plotly's own functions round to hundredths of a pixel: too much for the length of a unit.
    const { xaxis, yaxis } = plot._fullLayout
    const dx = xaxis._length / (xaxis.range[1] - xaxis.range[0])
    const dy = yaxis._length / (yaxis.range[0] - yaxis.range[1])
    const [x0, y0] = [xaxis._offset - dx * xaxis.range[0], yaxis._offset - dy * yaxis.range[1]]
    const place = at => [x0 + dx * cloud.x[at], y0 + dy * cloud.y[at]]
    // For all points at every drawing, and so without a list for each.
    const shows = (at, { left, top, right, bottom }) => {
      const x = x0 + dx * cloud.x[at]
      const y = y0 + dy * cloud.y[at]
      return x >= left && x <= right && y >= top && y <= bottom
    }
    return Object.assign(place, { shows })
  }
  const spots = spotsIn(chart)
  const { xs, ys, ws } = spots
  const placed = at => (ws[at] > 0 ? [xs[at], ys[at]] : null)
  const shows = (at, { left, top, right, bottom }) =>
    ws[at] > 0 && xs[at] >= left && xs[at] <= right && ys[at] >= top && ys[at] <= bottom
  return Object.assign(placed, { shows, spots })
}

// What comes together is drawn once.
function soon(chart) {
  cancelAnimationFrame(chart.frame)
  chart.frame = requestAnimationFrame(() => overTurning(chart))
}

// A room turns to a new camera some frames after it was told to, and tells nobody when it has.
const TURNING_FRAMES = 12

function overTurning(chart) {
  const drawn = turn(chart)
  over(chart)
  const watch = left => {
    chart.frame = requestAnimationFrame(() => {
      if (turn(chart) !== drawn) overTurning(chart)
      else if (left) watch(left - 1)
    })
  }
  if (drawn) watch(TURNING_FRAMES)
}

function turn(chart) {
  const { model, view, projection } = chart.plot._fullLayout?.scene?._scene?.glplot?.cameraParams ?? {}
  return view && [model, view, projection].map(each => each.join()).join()
}

function over(chart) {
  const { cloud, canvas, palette } = chart
  const size = chart.plot._fullLayout?._size
  if (!cloud || !size) return
  const ratio = window.devicePixelRatio || 1
  const [width, height] = [chart.box.clientWidth, chart.box.clientHeight]
  if (canvas.width !== width * ratio || canvas.height !== height * ratio) {
    canvas.width = width * ratio
    canvas.height = height * ratio
    canvas.style.width = `${width}px`
    canvas.style.height = `${height}px`
  }
  const frame = rect(size.l, size.t, size.w, size.h)
  const place = placing(chart)
  const drawn = marks(chart, frame, place)
  const pen = canvas.getContext("2d")
  pen.setTransform(ratio, 0, 0, ratio, 0, 0)
  pen.clearRect(0, 0, width, height)
  pen.save()
  pen.beginPath()
  pen.rect(size.l, size.t, size.w, size.h)
  pen.clip()
  if (painted(cloud)) pen.drawImage(paintPoints(chart, place.spots, frame, ratio), size.l, size.t, size.w, size.h)
  for (const { from, to, color, dash, thin } of drawn.lines) {
    pen.strokeStyle = color
    pen.lineWidth = thin ? 1 : 1.5
    pen.setLineDash(dash ? [4, 4] : [])
    pen.beginPath()
    pen.moveTo(...from)
    pen.lineTo(...to)
    pen.stroke()
  }
  drawDots(pen, drawn.dots, palette.orange)
  for (const { at, r, color, fill, dash } of drawn.rings) {
    pen.beginPath()
    pen.arc(at[0], at[1], r, 0, 2 * Math.PI)
    pen.setLineDash(dash ? [3, 3] : [])
    if (fill) {
      pen.fillStyle = fill
      pen.fill()
    }
    pen.lineWidth = r > 8 ? 2.5 : 1.5
    pen.strokeStyle = color
    pen.stroke()
  }
  pen.restore()
  pen.setLineDash([])
  pen.lineJoin = "round"
  pen.textBaseline = "middle"
  for (const { text, spot, font, color } of drawn.labels) {
    pen.font = font
    pen.lineWidth = 4
    pen.strokeStyle = palette.background
    pen.strokeText(text, spot.left + 3, (spot.top + spot.bottom) / 2)
    pen.fillStyle = color
    pen.fillText(text, spot.left + 3, (spot.top + spot.bottom) / 2)
  }
  chart.box.classList.toggle("dim", Boolean(chart.pick?.marked?.length))
  // What a canvas shows is in no document: it is told here to whoever asks.
  chart.box.shown = drawn
  chart.box.dataset.labels = drawn.labels.length
  if (chart.toldOf) chart.box.dataset.picked = chart.toldOf
  ringAgain(chart)
}

function drawDots(pen, dots, color) {
  const half = dots.length > 2000 ? 1.5 : 4
  pen.fillStyle = color
  for (const [x, y] of dots) {
    if (half < 2) pen.fillRect(x - half, y - half, 2 * half, 2 * half)
    else {
      pen.beginPath()
      pen.arc(x, y, half, 0, 2 * Math.PI)
      pen.fill()
    }
  }
}

// What to draw over the points: lines, rings and labels, all in pixels.
function marks(chart, frame, place, family = getComputedStyle(chart.box).fontFamily) {
  const { cloud, palette, pick = {} } = chart
  const scale = chart.data.scale
  const rows = ids => (ids ?? []).map(id => cloud.rowOf.get(id)).filter(at => at !== undefined)
  const selected = cloud.rowOf.get(pick.selected)
  const [near, far, strange, marked] = [pick.near, pick.far, pick.strange, pick.marked].map(rows)
  const lines = []
  const rings = []
  const at = selected !== undefined && place(selected)
  if (at) {
    for (const each of [...near, ...far]) {
      const to = place(each)
      if (to) lines.push({ from: at, to, color: palette[near.includes(each) ? "text" : "orange"], dash: far.includes(each) })
    }
  }
  const ring = (each, r, color, more = {}) => {
    const spot = place(each)
    if (spot && within(around(...spot, 0), frame)) rings.push({ at: spot, r, color: palette[color], ...more })
  }
  // Where the word stands when other numbers are drawn by chance.
  for (const ghost of pick.ghosts ?? []) {
    const spot = at && placeAny(chart)(ghost)
    if (!spot) continue
    lines.push({ from: at, to: spot, color: palette.muted, dash: true })
    rings.push({ at: spot, r: 5, color: palette.muted, fill: palette.background })
  }
  const dots = marked.map(place).filter(spot => spot && within(around(...spot, 0), frame))
  for (const each of strange) ring(each, 7, "muted", { dash: true })
  for (const each of far) ring(each, 6, "orange")
  for (const each of near) ring(each, 6, "text")
  if (at) ring(selected, 10, "text")

  const font = strong => `${strong ? 600 : 400} ${13 * scale}px ${family}`
  const strongRows = new Set([selected, ...near, ...far].filter(each => each !== undefined))
  const points = cloud.n <= 600 ? new Grid(40) : null
  const budget = Math.max(12, Math.round((frame.right - frame.left) * (frame.bottom - frame.top) / (points ? 5000 : 8000) / scale ** 2))
  const labels = []
  const texts = new Grid(60 * scale)
  if (points) {
    for (let each = 0; each < cloud.n; each++) {
      const spot = place(each)
      if (spot) points.add({ ...around(...spot, 5), row: each })
    }
  }
  const done = new Set()
  let tried = 0
  const attempt = each => {
    if (done.has(each)) return
    done.add(each)
    const spot = place(each)
    if (!spot || !within(around(...spot, 0), frame)) return
    tried++
    const strong = strongRows.has(each)
    const text = shorten(cloud.words[each])
    if (!text.trim()) return
    chart.pen.font = font(strong)
    const w = chart.pen.measureText(text).width + 6
    const h = 18 * scale
    const gap = each === selected ? 13 : strong || strange.includes(each) ? 10 : 7
    const free = spots(spot, w, h, { gap }, frame).filter(one => within(one, frame) && !texts.hits(one))
    // Among points, a label keeps off them; in a crowd there is no place between.
    let found = free.find(one => !points?.hits(one, other => other.row !== each)) ?? (strong ? free[0] : undefined)
    if (!found && strong) {
      // No room beside it: somewhere near, with a line to the point.
      found = farther(spot, w, h).find(one => within(one, frame) && !texts.hits(one))
      if (found) lines.push({ from: spot, to: edge(found, spot), color: palette.neutral, thin: true })
    }
    if (!found) return
    texts.add(found)
    labels.push({ text, spot: found, font: font(strong), strong, color: palette.text, at: spot, id: cloud.ids[each] })
  }
  strongRows.forEach(attempt)
  for (const { at: middle, text: name, group } of cloud.heads) {
    const text = visible(name)
    const spot = placeAny(chart)(middle)
    if (!spot) continue
    chart.pen.font = font(true)
    const w = chart.pen.measureText(text).width + 6
    const over = inside(rect(spot[0] - w / 2, spot[1] - 9 * scale, w, 18 * scale), frame)
    if (!within(around(...spot, 0), frame) || texts.hits(over)) continue
    texts.add(over)
    const color = palette[group === null ? "muted" : cloud.styles[group].color]
    labels.push({ text, spot: over, font: font(true), strong: true, color, at: spot, id: null })
  }
  for (const each of [...strange, ...marked.slice(0, 80)]) attempt(each)
  // First one for each part of the view, so that a crowd leaves some for the rest; then the others.
  const taken = new Set()
  for (let each = 0; each < cloud.n && labels.length < budget && !points; each++) {
    if (!place.shows(each, frame)) continue
    const spot = place(each)
    const part = Math.floor(spot[0] / 110) * 1000 + Math.floor(spot[1] / 70)
    if (taken.has(part)) continue
    taken.add(part)
    attempt(each)
  }
  for (let each = 0; each < cloud.n && labels.length < budget && tried < LABELS_TRIED; each++) {
    if (place.shows(each, frame)) attempt(each)
  }
  return { lines, dots, rings, labels }
}

// Places around a point, nearer ones first.
const farther = ([x, y], w, h) =>
  [18, 32, 48, 66, 86, 110, 140, 175, 215, 260].flatMap(r =>
    Array.from({ length: 16 }, (_, i) => {
      const angle = (i * 3 * Math.PI) / 8
      return rect(x + r * Math.cos(angle) + (Math.cos(angle) < 0 ? -w : 0), y + r * Math.sin(angle) - h / 2, w, h)
    })
  )

// The point of a rectangle that is nearest to a place.
const edge = ({ left, top, right, bottom }, [x, y]) => [
  Math.max(left, Math.min(x, right)),
  Math.max(top, Math.min(y, bottom)),
]

const inside = (spot, frame) => {
  const left = Math.max(frame.left, Math.min(spot.left, frame.right - (spot.right - spot.left)))
  const top = Math.max(frame.top, Math.min(spot.top, frame.bottom - (spot.bottom - spot.top)))
  return rect(left, top, spot.right - spot.left, spot.bottom - spot.top)
}

// Rectangles by the squares they touch: a new one is compared only with those around it.
class Grid {
  constructor(step) {
    this.step = step
    this.cells = new Map()
  }
  *keys({ left, top, right, bottom }) {
    for (let i = Math.floor(left / this.step); i <= right / this.step; i++)
      for (let j = Math.floor(top / this.step); j <= bottom / this.step; j++) yield i * 65536 + j
  }
  add(spot) {
    for (const key of this.keys(spot)) {
      const cell = this.cells.get(key)
      cell ? cell.push(spot) : this.cells.set(key, [spot])
    }
  }
  hits(spot, counts = () => true) {
    for (const key of this.keys(spot))
      for (const other of this.cells.get(key) ?? []) if (overlap(spot, other) && counts(other)) return true
    return false
  }
}
