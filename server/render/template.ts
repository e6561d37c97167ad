/**
 * The printed page, in Typst. It takes one JSON value (`Printed` in printed.ts) through `sys.inputs.data` and sets every
 * string of it as text: nothing that somebody typed is ever read as Typst.
 * A module and not a `.typ` file, because it is bundled with the pages.
 */
export const TEMPLATE = String.raw`
#let d = json(bytes(sys.inputs.data))
#let ink = rgb("#1d1b18")
#let faint = rgb("#5c574f")
#let green = rgb("#1f5f4a")
#let hang = 14mm

#set document(
  title: d.documentTitle,
  author: d.board,
  date: if d.made == none { none } else {
    datetime(year: d.made.at(0), month: d.made.at(1), day: d.made.at(2), hour: d.made.at(3), minute: d.made.at(4), second: d.made.at(5))
  },
)
#set text(
  lang: "en", region: "GB", size: 10.5pt, fill: ink, number-type: "lining",
  font: ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono"),
)
#set par(leading: 0.62em, spacing: 0.85em, justify: false, linebreaks: "optimized")
#set page(
  paper: "a4",
  margin: (top: 24mm, bottom: 27mm, left: 26mm, right: 26mm),
  header-ascent: 9mm,
  footer-descent: 8mm,
  background: if d.watermark == none { none } else {
    rotate(-54deg, text(size: 150pt, weight: "bold", tracking: 10pt, fill: rgb("#f1eee8"), d.watermark))
  },
  header: context if counter(page).get().first() > 1 {
    set text(size: 8.5pt, fill: faint)
    grid(columns: (1fr, auto), column-gutter: 6mm, d.board, d.date)
  },
  footer: context {
    set text(size: 8.5pt, fill: faint, number-width: "tabular")
    line(length: 100%, stroke: 0.4pt + rgb("#b9b2a5"))
    v(-1mm)
    grid(
      columns: (1fr, auto), column-gutter: 6mm,
      [#d.board, #d.date #h(0.6em) #text(fill: ink, d.footerState)],
      [Page #counter(page).display() of #counter(page).final().first()],
    )
  },
)

// Numbers hang in the left margin: the first line starts with a box as wide as the indent of all the others.
#let hung(label, body) = {
  set par(hanging-indent: hang)
  par[#box(width: hang, text(number-width: "tabular", label))#body]
}
#let lead(word, fill: ink) = text(fill: fill, tracking: 0.06em, smallcaps(all: true, word))

#show title: set text(size: 21pt, weight: "regular")
#show title: set par(leading: 0.45em)
#show title: set block(above: 4.5mm, below: 5mm)
#show heading.where(level: 1): it => block(above: 7.5mm, below: 3mm, sticky: true, text(size: 12.5pt, weight: "semibold", it.body))
#show heading.where(level: 2): it => block(above: 5mm, below: 2.6mm, inset: (left: hang), sticky: true,
  text(size: 10.5pt, weight: "regular", style: "italic", it.body))

#grid(
  columns: (1fr, auto), column-gutter: 8mm,
  text(size: 11pt, fill: green, tracking: 0.04em, d.eyebrow),
  align(right, text(size: 10.5pt, lead(d.state))),
)
#title(d.title)

#line(length: 100%, stroke: 0.8pt + ink)
#v(-1.2mm)
#grid(
  columns: (30mm, 1fr), row-gutter: 2.4mm,
  ..d.facts.map(fact => (text(fill: faint, fact.at(0)), text(fact.at(1)))).flatten()
)
#v(-0.6mm)
#line(length: 100%, stroke: 0.4pt + ink)

#let people(rows) = {
  let height = calc.ceil(rows.len() / 3)
  let entry(p) = block(below: 2.6mm, breakable: false)[
    #set par(leading: 0.42em, hanging-indent: 10mm)
    #par[#box(width: 10mm, text(size: 9pt, fill: green, p.initials))#p.name#if p.agency != "" [\ #text(size: 9pt, fill: faint, p.agency)]#if p.note != "" [\ #text(size: 9pt, style: "italic", fill: faint, p.note)]]
  ]
  grid(
    columns: (1fr, 1fr, 1fr), column-gutter: 5mm,
    ..range(3).map(n => rows.slice(calc.min(n * height, rows.len()), calc.min((n + 1) * height, rows.len())).map(entry).join())
  )
}
#for group in d.people {
  heading(level: 1, outlined: true, group.title)
  if group.rows.len() == 0 { text(fill: faint, group.empty) } else { people(group.rows) }
}
#for group in (("Arrivals and departures", d.movements), ("Quorum", d.quorum), ("Notes and signature", d.signing)) {
  if group.at(1).len() > 0 {
    heading(level: 1, outlined: true, group.at(0))
    for sentence in group.at(1) { par(text(sentence)) }
  }
}
#v(2mm)
#line(length: 100%, stroke: 0.4pt + ink)

#let action(a) = block(
  width: 100%, inset: (left: hang), above: 3mm, below: 3.6mm,
  block(width: 100%, stroke: (left: 1.6pt + green), inset: (left: 3.5mm, y: 1mm), breakable: true)[
    #set par(spacing: 0.55em)
    #par[#lead(fill: green, "Action") #h(0.35em)#strong(a.owners)#a.words]
    #if a.due != "" { par(text(size: 9.5pt, fill: faint)[Due: #text(fill: ink, a.due)]) }
  ],
)

// Bullets that follow each other are one list.
#let lines(rows) = {
  let bullets = ()
  let flush(bullets) = if bullets.len() > 0 {
    block(inset: (left: hang), list(marker: [•], indent: 0pt, body-indent: 0.6em, spacing: 0.7em, ..bullets.map(b => text(b))))
  }
  for l in rows {
    if l.kind == "bullet" { bullets.push(l.text) } else {
      flush(bullets)
      bullets = ()
      if l.kind == "point" { hung(l.label, l.text) }
      else if l.kind == "decision" { hung(l.label)[#lead(l.verb) #h(0.35em)#l.text#if l.lacks != "" [ #text(style: "italic", l.lacks)]] }
      else if l.kind == "heading" { heading(level: 2, outlined: false, l.text) }
      else if l.kind == "action" { action(l) }
      else { block(inset: (left: hang), par(text(l.text))) }
    }
  }
  flush(bullets)
}

#for item in d.items {
  heading(level: 1)[#box(width: hang, text(number-width: "tabular", item.label))#item.title]
  for paper in item.papers { block(inset: (left: hang), above: 1.4mm, below: 2mm, text(size: 9.5pt, fill: faint, paper)) }
  if item.lines.len() == 0 { block(inset: (left: hang), text(fill: faint, style: "italic")[Nothing is recorded under this item.]) }
  lines(item.lines)
}

#if d.next != none {
  heading(level: 1)[Next meeting]
  block(inset: (left: hang), par(text(d.next)))
}

#if d.actions.len() > 0 {
  heading(level: 1)[Actions from this meeting]
  set text(size: 9.5pt)
  set par(leading: 0.5em)
  table(
    columns: (16mm, 38mm, 1fr, 36mm),
    stroke: (x, y) => (bottom: if y == 0 { 0.8pt + ink } else { 0.4pt + rgb("#b9b2a5") }),
    inset: (x: 0mm, right: 3mm, y: 1.8mm),
    align: left + top,
    table.header(..("Point", "Owner", "Action", "Due").map(h => text(fill: faint, h))),
    ..d.actions.map(a => (text(number-width: "tabular", a.label), strong(a.owners), text(a.words), text(a.due))).flatten()
  )
}

#v(7mm)
#block(breakable: false, width: 100%, {
  line(length: 100%, stroke: 0.8pt + ink)
  heading(level: 1, d.closing.title)
  for s in d.closing.signatures [
    #par[#strong(s.name), #s.role #h(0.6em) #text(fill: faint, s.when)]
  ]
  for sentence in d.closing.sentences { par(text(size: 9.5pt, fill: faint, sentence)) }
  for digest in d.closing.digests {
    par(leading: 0.5em, text(size: 9pt, fill: faint)[#digest.at(0)\ #text(size: 8.5pt, fill: ink, font: "DejaVu Sans Mono", digest.at(1))])
  }
})
`;
