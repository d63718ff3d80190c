// Labels that do not collide, and where places of a figure are in its picture.

function label(chart) {
  const labels = chart.data.figure.layout.meta?.labels
  chart.layer.replaceChildren()
  if (!labels) return
  const area = chart.plot._fullLayout._size
  const place = chart.plot._fullLayout.scene ? inScene(chart.plot) : inPlane(chart.plot)
  const frame = rect(area.l, area.t, area.w, area.h)
  const points = labels.map(each => place(each.at))
  const marks = points.map(point => point && around(...point, 5))
  for (const at of chart.data.figure.layout.meta.avoid ?? []) {
    const point = place(at)
    marks.push(point && around(...point, 4))
  }
  // All are put in before any is measured: the browser then lays them out once, not once each.
  const tags = labels.map((each, i) => {
    if (!points[i] || !within(around(...points[i], 0), frame)) return null
    const tag = document.createElement("span")
    tag.textContent = shorten(each.text)
    tag.style.color = chart.palette[each.color ?? "text"]
    if (each.strong) tag.style.fontWeight = 600
    tag.style.fontSize = `${(each.size ?? 13) * chart.data.scale}px`
    if (each.backed) tag.style.background = chart.palette.background
    chart.layer.append(tag)
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
      ? between(...each.along.map(place)).map(([x, y]) => rect(x - w / 2, y - h / 2, w, h))
      : spots(points[i], w, h, each, frame)
    const free = choices.filter(spot => within(spot, frame))
    if (away) free.sort((a, b) => apart(b, away) - apart(a, away))
    const readable = candidate => !texts.some(other => overlap(candidate, other))
    const clear = candidate =>
      readable(candidate) &&
      !marks.some(
        // The name of a step may lie on lines, though not on points.
        (mark, j) => mark && j !== i && !(each.along && j >= labels.length) && overlap(candidate, mark)
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

// What has no form of its own is seen as a mark, and so are blanks at the ends: these would hide,
// or turn around what stands beside them.
const visible = text => text.replace(/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}|^ +| +$/gu, found => "␣".repeat([...found].length))

const between = ([x1, y1], [x2, y2]) =>
  [0.5, 0.4, 0.6, 0.3, 0.7].map(t => [x1 + t * (x2 - x1), y1 + t * (y2 - y1)])

function spots([x, y], w, h, { gap = 8, stack }, frame) {
  if (stack) {
    // Points on one line: each label goes above or below its point, as high as it must, and
    // moves inward where it would leave the picture.
    const left = Math.max(frame.left, Math.min(x - w / 2, frame.right - w))
    return [0, 1, 2].flatMap(level => [
      rect(left, y - gap - h - level * h, w, h),
      rect(left, y + gap + level * h, w, h),
    ])
  }
  const near = gap * 0.7
  return [
    rect(x + gap, y - h / 2, w, h),
    rect(x - gap - w, y - h / 2, w, h),
    rect(x - w / 2, y - gap - h + 2, w, h),
    rect(x - w / 2, y + gap - 2, w, h),
    rect(x + near, y - near - h + 4, w, h),
    rect(x - near - w, y - near - h + 4, w, h),
    rect(x + near, y + near - 4, w, h),
    rect(x - near - w, y + near - 4, w, h),
  ]
}

const rect = (left, top, w, h) => ({ left, top, right: left + w, bottom: top + h })
const around = (x, y, r) => rect(x - r, y - r, 2 * r, 2 * r)
const apart = (spot, [x, y]) =>
  Math.hypot((spot.left + spot.right) / 2 - x, (spot.top + spot.bottom) / 2 - y)
const overlap = (a, b) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
const within = (a, b) =>
  a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom

function inPlane(plot) {
  const { xaxis, yaxis } = plot._fullLayout
  return ([x, y]) => [xaxis._offset + xaxis.d2p(x), yaxis._offset + yaxis.d2p(y)]
}

function inScene(plot) {
  const { matrix, left, top, width, height } = sceneView(plot)
  return at => {
    const [x, y, , w] = times(matrix, [...at, 1])
    if (w <= 0) return null
    return [left + (width * (1 + x / w)) / 2, top + (height * (1 - y / w)) / 2]
  }
}

// From places in a room to the picture: one matrix, by columns, and where the picture is.
function sceneView(plot) {
  const scene = plot._fullLayout.scene._scene
  const { model, view, projection } = scene.glplot.cameraParams
  const matrix = [0, 1, 2, 3].flatMap(column => {
    const unit = [0, 0, 0, 0]
    unit[column] = scene.dataScale[column] ?? 1
    return times(projection, times(view, times(model, unit)))
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

function times(matrix, vector) {
  return [0, 1, 2, 3].map(row =>
    vector.reduce((sum, part, column) => sum + matrix[4 * column + row] * part, 0)
  )
}
