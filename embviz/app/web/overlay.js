// The overlay of a map: a canvas with lines, rings and labels above the points.

// Return a function from data coordinates to pixels. Valid until the view changes.
const pointProjector = chart => (chart.cloud.z ? sceneProjector(chart.plot) : planeProjector(chart.plot))

// Return a function from a row to pixels. Valid until the view changes.
function rowProjector(chart) {
  const { cloud, plot } = chart
  if (!cloud.z) {
    // Plotly's `d2p` rounds to hundredths of a pixel, which is too coarse for small distances.
    const { xaxis, yaxis } = plot._fullLayout
    const dx = xaxis._length / (xaxis.range[1] - xaxis.range[0])
    const dy = yaxis._length / (yaxis.range[0] - yaxis.range[1])
    const [x0, y0] = [xaxis._offset - dx * xaxis.range[0], yaxis._offset - dy * yaxis.range[1]]
    const place = row => [x0 + dx * cloud.x[row], y0 + dy * cloud.y[row]]
    // Called for all points at each redraw, and therefore without allocating arrays.
    const isInFrame = (row, { left, top, right, bottom }) => {
      const x = x0 + dx * cloud.x[row]
      const y = y0 + dy * cloud.y[row]
      return x >= left && x <= right && y >= top && y <= bottom
    }
    return Object.assign(place, { isInFrame })
  }
  const projected = projectRows(chart)
  const { xs, ys, ws } = projected
  const place = row => (ws[row] > 0 ? [xs[row], ys[row]] : null)
  const isInFrame = (row, { left, top, right, bottom }) =>
    ws[row] > 0 && xs[row] >= left && xs[row] <= right && ys[row] >= top && ys[row] <= bottom
  return Object.assign(place, { isInFrame, projected })
}

// Redraw once per frame, however many changes there are.
function scheduleRedraw(chart) {
  cancelAnimationFrame(chart.redrawFrame)
  chart.redrawFrame = requestAnimationFrame(() => drawUntilCameraRests(chart))
}

// Plotly applies a new 3D camera some frames after `relayout` and emits no event for it.
const CAMERA_SETTLE_FRAMES = 12

function drawUntilCameraRests(chart) {
  const drawnCamera = cameraState(chart)
  drawOverlay(chart)
  const pollCamera = framesLeft => {
    chart.redrawFrame = requestAnimationFrame(() => {
      if (cameraState(chart) !== drawnCamera) drawUntilCameraRests(chart)
      else if (framesLeft) pollCamera(framesLeft - 1)
    })
  }
  if (drawnCamera) pollCamera(CAMERA_SETTLE_FRAMES)
}

function cameraState(chart) {
  const { model, view, projection } = chart.plot._fullLayout?.scene?._scene?.glplot?.cameraParams ?? {}
  return view && [model, view, projection].map(each => each.join()).join()
}

function drawOverlay(chart) {
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
  const place = rowProjector(chart)
  const drawn = layOutMarks(chart, frame, place)
  const context = canvas.getContext("2d")
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  context.save()
  context.beginPath()
  context.rect(size.l, size.t, size.w, size.h)
  context.clip()
  if (isDrawnOnCanvas(cloud)) context.drawImage(paintPoints(chart, place.projected, frame, ratio), size.l, size.t, size.w, size.h)
  for (const { from, to, color, dash, thin } of drawn.lines) {
    context.strokeStyle = color
    context.lineWidth = thin ? 1 : 1.5
    context.setLineDash(dash ? [4, 4] : [])
    context.beginPath()
    context.moveTo(...from)
    context.lineTo(...to)
    context.stroke()
  }
  drawDots(context, drawn.dots, palette.orange)
  for (const { at, r, color, fill, dash } of drawn.rings) {
    context.beginPath()
    context.arc(at[0], at[1], r, 0, 2 * Math.PI)
    context.setLineDash(dash ? [3, 3] : [])
    if (fill) {
      context.fillStyle = fill
      context.fill()
    }
    context.lineWidth = r > 8 ? 2.5 : 1.5
    context.strokeStyle = color
    context.stroke()
  }
  context.restore()
  context.setLineDash([])
  context.lineJoin = "round"
  context.textBaseline = "middle"
  for (const { text, spot, font, color } of drawn.labels) {
    context.font = font
    context.lineWidth = 4
    context.strokeStyle = palette.background
    context.strokeText(text, spot.left + 3, (spot.top + spot.bottom) / 2)
    context.fillStyle = color
    context.fillText(text, spot.left + 3, (spot.top + spot.bottom) / 2)
  }
  chart.box.classList.toggle("dim", Boolean(chart.selection?.marked?.length))
  // The content of a canvas is not in the DOM; the tests read it from here.
  chart.box.drawnMarks = drawn
  chart.box.dataset.labels = drawn.labels.length
  if (chart.selectionCount) chart.box.dataset.selections = chart.selectionCount
  redrawFocusRing(chart)
}

function drawDots(context, dots, color) {
  const radius = dots.length > 2000 ? 1.5 : 4
  context.fillStyle = color
  for (const [x, y] of dots) {
    if (radius < 2) context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius)
    else {
      context.beginPath()
      context.arc(x, y, radius, 0, 2 * Math.PI)
      context.fill()
    }
  }
}

// Return the lines, dots, rings and labels of the overlay, in pixels.
function layOutMarks(chart, frame, place, family = getComputedStyle(chart.box).fontFamily) {
  const { cloud, palette, selection = {} } = chart
  const scale = chart.data.scale
  const rows = ids => (ids ?? []).map(id => cloud.rowOf.get(id)).filter(row => row !== undefined)
  const selected = cloud.rowOf.get(selection.selected)
  const [near, far] = [selection.near, selection.far].map(rows)
  const [falseNeighbors, marked] = [selection.falseNeighbors, selection.marked].map(rows)
  const lines = []
  const rings = []
  const center = selected !== undefined && place(selected)
  if (center) {
    for (const row of [...near, ...far]) {
      const to = place(row)
      if (to) lines.push({ from: center, to, color: palette[near.includes(row) ? "text" : "orange"], dash: far.includes(row) })
    }
  }
  const ring = (row, r, color, more = {}) => {
    const spot = place(row)
    if (spot && isWithin(squareAround(...spot, 0), frame)) rings.push({ at: spot, r, color: palette[color], ...more })
  }
  // The positions of the selected word under other seeds.
  for (const coordinates of selection.seedCoordinates ?? []) {
    const spot = center && pointProjector(chart)(coordinates)
    if (!spot) continue
    lines.push({ from: center, to: spot, color: palette.muted, dash: true })
    rings.push({ at: spot, r: 5, color: palette.muted, fill: palette.background })
  }
  const dots = marked.map(place).filter(spot => spot && isWithin(squareAround(...spot, 0), frame))
  for (const row of falseNeighbors) ring(row, 7, "muted", { dash: true })
  for (const row of far) ring(row, 6, "orange")
  for (const row of near) ring(row, 6, "text")
  if (center) ring(selected, 10, "text")

  const font = strong => `${strong ? 600 : 400} ${13 * scale}px ${family}`
  const strongRows = new Set([selected, ...near, ...far].filter(row => row !== undefined))
  const points = cloud.n <= 600 ? new RectGrid(40) : null
  const budget = Math.max(12, Math.round((frame.right - frame.left) * (frame.bottom - frame.top) / (points ? 5000 : 8000) / scale ** 2))
  const labels = []
  const texts = new RectGrid(60 * scale)
  if (points) {
    for (let row = 0; row < cloud.n; row++) {
      const spot = place(row)
      if (spot) points.add({ ...squareAround(...spot, 5), row })
    }
  }
  const attempted = new Set()
  let tried = 0
  const attempt = row => {
    if (attempted.has(row)) return
    attempted.add(row)
    const spot = place(row)
    if (!spot || !isWithin(squareAround(...spot, 0), frame)) return
    tried++
    const strong = strongRows.has(row)
    const text = truncateWord(cloud.words[row])
    if (!text.trim()) return
    chart.measureContext.font = font(strong)
    const w = chart.measureContext.measureText(text).width + 6
    const h = 18 * scale
    const gap = row === selected ? 13 : strong || falseNeighbors.includes(row) ? 10 : 7
    const free = labelCandidates(spot, w, h, { gap }, frame).filter(candidate => isWithin(candidate, frame) && !texts.hits(candidate))
    // Labels avoid the points if these are few; in a dense map there is no space between them.
    let found = free.find(candidate => !points?.hits(candidate, other => other.row !== row)) ?? (strong ? free[0] : undefined)
    if (!found && strong) {
      // No space next to the point: place the label farther away, with a line to the point.
      found = fartherCandidates(spot, w, h).find(candidate => isWithin(candidate, frame) && !texts.hits(candidate))
      if (found) lines.push({ from: spot, to: nearestEdgePoint(found, spot), color: palette.neutral, thin: true })
    }
    if (!found) return
    texts.add(found)
    labels.push({ text, spot: found, font: font(strong), strong, color: palette.text, at: spot, id: cloud.ids[row] })
  }
  strongRows.forEach(attempt)
  for (const { at: position, text: name, group } of cloud.heads) {
    const text = replaceInvisible(name)
    const spot = pointProjector(chart)(position)
    if (!spot) continue
    chart.measureContext.font = font(true)
    const w = chart.measureContext.measureText(text).width + 6
    const box = clampRect(rect(spot[0] - w / 2, spot[1] - 9 * scale, w, 18 * scale), frame)
    if (!isWithin(squareAround(...spot, 0), frame) || texts.hits(box)) continue
    texts.add(box)
    const color = palette[group === null ? "muted" : cloud.styles[group].color]
    labels.push({ text, spot: box, font: font(true), strong: true, color, at: spot, id: null })
  }
  for (const row of [...falseNeighbors, ...marked.slice(0, 80)]) attempt(row)
  // First one label per tile, so that dense regions do not use up the budget; then all others.
  const labeledTiles = new Set()
  for (let row = 0; row < cloud.n && labels.length < budget && !points; row++) {
    if (!place.isInFrame(row, frame)) continue
    const spot = place(row)
    const tile = Math.floor(spot[0] / 110) * 1000 + Math.floor(spot[1] / 70)
    if (labeledTiles.has(tile)) continue
    labeledTiles.add(tile)
    attempt(row)
  }
  for (let row = 0; row < cloud.n && labels.length < budget && tried < MAX_LABELS_TRIED; row++) {
    if (place.isInFrame(row, frame)) attempt(row)
  }
  return { lines, dots, rings, labels }
}

// Return label positions around a point, nearest first.
const fartherCandidates = ([x, y], w, h) =>
  [18, 32, 48, 66, 86, 110, 140, 175, 215, 260].flatMap(r =>
    Array.from({ length: 16 }, (_, i) => {
      const angle = (i * 3 * Math.PI) / 8
      return rect(x + r * Math.cos(angle) + (Math.cos(angle) < 0 ? -w : 0), y + r * Math.sin(angle) - h / 2, w, h)
    })
  )

// Return the point of a rectangle that is nearest to a position.
const nearestEdgePoint = ({ left, top, right, bottom }, [x, y]) => [
  Math.max(left, Math.min(x, right)),
  Math.max(top, Math.min(y, bottom)),
]

// Move a rectangle into the frame.
const clampRect = (spot, frame) => {
  const left = Math.max(frame.left, Math.min(spot.left, frame.right - (spot.right - spot.left)))
  const top = Math.max(frame.top, Math.min(spot.top, frame.bottom - (spot.bottom - spot.top)))
  return rect(left, top, spot.right - spot.left, spot.bottom - spot.top)
}

// A spatial hash of rectangles: a candidate is compared only with those in the cells it touches.
class RectGrid {
  constructor(cellSize) {
    this.cellSize = cellSize
    this.cells = new Map()
  }
  *keys({ left, top, right, bottom }) {
    for (let i = Math.floor(left / this.cellSize); i <= right / this.cellSize; i++)
      for (let j = Math.floor(top / this.cellSize); j <= bottom / this.cellSize; j++) yield i * 65536 + j
  }
  add(box) {
    for (const key of this.keys(box)) {
      const cell = this.cells.get(key)
      cell ? cell.push(box) : this.cells.set(key, [box])
    }
  }
  hits(box, counts = () => true) {
    for (const key of this.keys(box))
      for (const other of this.cells.get(key) ?? []) if (overlaps(box, other) && counts(other)) return true
    return false
  }
}
