// Places labels without overlaps, and projects data coordinates to pixels.

function placeLabels(chart) {
  const labels = chart.data.figure.layout.meta?.labels
  chart.labelLayer.replaceChildren()
  if (!labels) return
  const area = chart.plot._fullLayout._size
  const place = chart.plot._fullLayout.scene ? sceneProjector(chart.plot) : planeProjector(chart.plot)
  const frame = rect(area.l, area.t, area.w, area.h)
  const points = labels.map(each => place(each.at))
  const marks = points.map(point => point && squareAround(...point, 5))
  for (const at of chart.data.figure.layout.meta.avoid ?? []) {
    const point = place(at)
    marks.push(point && squareAround(...point, 4))
  }
  // All labels are appended before any is measured, so that the browser computes one layout only.
  const tags = labels.map((each, i) => {
    if (!points[i] || !isWithin(squareAround(...points[i], 0), frame)) return null
    const tag = document.createElement("span")
    tag.textContent = truncateWord(each.text)
    tag.style.color = chart.palette[each.color ?? "text"]
    if (each.strong) tag.style.fontWeight = 600
    tag.style.fontSize = `${(each.size ?? 13) * chart.data.scale}px`
    if (each.backed) tag.style.background = chart.palette.background
    chart.labelLayer.append(tag)
    return tag
  })
  const sizes = tags.map(tag => tag && [tag.offsetWidth, tag.offsetHeight])
  const texts = []
  labels.forEach((each, i) => {
    const tag = tags[i]
    if (!tag) return
    const [w, h] = sizes[i]
    const away = each.away && place(each.away)
    const choices = each.along
      ? pointsBetween(...each.along.map(place)).map(([x, y]) => rect(x - w / 2, y - h / 2, w, h))
      : labelCandidates(points[i], w, h, each, frame)
    const free = choices.filter(spot => isWithin(spot, frame))
    if (away) free.sort((a, b) => distanceTo(b, away) - distanceTo(a, away))
    const readable = candidate => !texts.some(other => overlaps(candidate, other))
    const clear = candidate =>
      readable(candidate) &&
      !marks.some(
        // Labels along a segment may cover the points of `meta.avoid`, but no labeled points.
        (mark, j) => mark && j !== i && !(each.along && j >= labels.length) && overlaps(candidate, mark)
      )
    const spot =
      free.find(clear) ??
      (each.along ? free.find(readable) : undefined) ??
      (each.always ? free[0] : undefined)
    if (!spot) return tag.remove()
    tag.style.left = `${spot.left}px`
    tag.style.top = `${spot.top}px`
    texts.push(spot)
  })
}

// Show invisible characters, and spaces at either end, as "␣": control characters could otherwise
// hide the text next to them or reverse its direction.
const replaceInvisible = text => text.replace(/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}|^ +| +$/gu, found => "␣".repeat([...found].length))

const pointsBetween = ([x1, y1], [x2, y2]) =>
  [0.5, 0.4, 0.6, 0.3, 0.7].map(t => [x1 + t * (x2 - x1), y1 + t * (y2 - y1)])

function labelCandidates([x, y], w, h, { gap = 8, stack }, frame) {
  if (stack) {
    // All points are on one line: stack the labels above and below it, shifted into the frame.
    const left = Math.max(frame.left, Math.min(x - w / 2, frame.right - w))
    return [0, 1, 2].flatMap(level => [
      rect(left, y - gap - h - level * h, w, h),
      rect(left, y + gap + level * h, w, h),
    ])
  }
  const diagonal = gap * 0.7
  return [
    rect(x + gap, y - h / 2, w, h),
    rect(x - gap - w, y - h / 2, w, h),
    rect(x - w / 2, y - gap - h + 2, w, h),
    rect(x - w / 2, y + gap - 2, w, h),
    rect(x + diagonal, y - diagonal - h + 4, w, h),
    rect(x - diagonal - w, y - diagonal - h + 4, w, h),
    rect(x + diagonal, y + diagonal - 4, w, h),
    rect(x - diagonal - w, y + diagonal - 4, w, h),
  ]
}

const rect = (left, top, w, h) => ({ left, top, right: left + w, bottom: top + h })
const squareAround = (x, y, r) => rect(x - r, y - r, 2 * r, 2 * r)
const distanceTo = (spot, [x, y]) =>
  Math.hypot((spot.left + spot.right) / 2 - x, (spot.top + spot.bottom) / 2 - y)
const overlaps = (a, b) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
const isWithin = (a, b) =>
  a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom

function planeProjector(plot) {
  const { xaxis, yaxis } = plot._fullLayout
  return ([x, y]) => [xaxis._offset + xaxis.d2p(x), yaxis._offset + yaxis.d2p(y)]
}

function sceneProjector(plot) {
  const { matrix, left, top, width, height } = sceneCamera(plot)
  return position => {
    const [x, y, , w] = multiplyMatrix(matrix, [...position, 1])
    if (w <= 0) return null
    return [left + (width * (1 + x / w)) / 2, top + (height * (1 - y / w)) / 2]
  }
}

// Return the matrix from data to clip coordinates, in column-major order, and the viewport in pixels.
function sceneCamera(plot) {
  const scene = plot._fullLayout.scene._scene
  const { model, view, projection } = scene.glplot.cameraParams
  const matrix = [0, 1, 2, 3].flatMap(column => {
    const unit = [0, 0, 0, 0]
    unit[column] = scene.dataScale[column] ?? 1
    return multiplyMatrix(projection, multiplyMatrix(view, multiplyMatrix(model, unit)))
  })
  const area = plot._fullLayout._size
  const domain = plot._fullLayout.scene.domain
  return {
    matrix,
    left: area.l + area.w * domain.x[0],
    top: area.t + area.h * (1 - domain.y[1]),
    width: area.w * (domain.x[1] - domain.x[0]),
    height: area.h * (domain.y[1] - domain.y[0]),
  }
}

function multiplyMatrix(matrix, vector) {
  return [0, 1, 2, 3].map(row =>
    vector.reduce((sum, part, column) => sum + matrix[4 * column + row] * part, 0)
  )
}
