-- Says in HTML, Word or Typst what assemble.py says in classes.
-- Text reaches this file as plain strings and leaves it quoted for its format.

local raw_block, raw_inline = pandoc.RawBlock, pandoc.RawInline

local function typst_string(text)
  return '"' .. text:gsub('[\\"]', '\\%0') .. '"'
end

local function xml_text(text)
  return (text:gsub('[&<>"]', { ['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;' }))
end

local function has_class(element, class)
  return element.classes:includes(class)
end

-- The parts of a Div by class, and its first picture or table.
local function parts_of(div)
  local parts = {}
  for _, block in ipairs(div.content) do
    if block.t == 'Div' and block.classes[1] then
      parts[block.classes[1]] = block.content
    elseif block.t == 'Para' and block.content[1] and block.content[1].t == 'Image' then
      parts.image = block.content[1]
    elseif block.t == 'Table' then
      parts.table = block
    end
  end
  return parts
end

-- What stands below the title of a callout.
local function remark_of(div)
  return div.content:filter(function(block) return block.t ~= 'Div' end)
end

local function links_of(blocks)
  local links = pandoc.List()
  pandoc.walk_block(pandoc.Div(blocks), { Link = function(link) links:insert(link) end })
  return links
end

-- Markdown of the chapters ----------------------------------------------------

local function read_markdown(block)
  if has_class(block, 'markdown') then
    return pandoc.Div(pandoc.read(block.text, 'commonmark-raw_html').blocks)
  end
end

-- HTML ------------------------------------------------------------------------

local html = {}

local function notes_of(parts)
  return #parts.notes > 0 and { pandoc.Div(parts.notes, { class = 'notes' }) } or {}
end

html.Header = function(header)
  header.level = header.level + 1 -- the title of the report is the only h1
  return header
end

html.Div = function(div)
  local kind = div.classes[1]
  local parts = parts_of(div)
  if kind == 'contents' then
    local open = '<nav aria-labelledby="contents-title"><h2 id="contents-title">'
      .. xml_text(div.attributes.label) .. '</h2>'
    return { raw_block('html', open), div.content[1], raw_block('html', '</nav>') }
  elseif kind == 'exhibit-figure' then
    local caption = pandoc.Blocks(parts['exhibit-caption'])
    caption:extend(notes_of(parts))
    local content = { pandoc.Div(parts['exhibit-title'], { class = 'exhibit-title' }),
      pandoc.Plain(parts.image) }
    local figure = pandoc.Figure(content, { long = caption }, { id = div.identifier })
    if not parts.table then return figure end
    local open = '<details class="numbers"><summary>' .. xml_text(div.attributes.label)
      .. '</summary><div class="scroll" role="region" tabindex="0" aria-label="'
      .. xml_text(div.attributes.label) .. '">'
    return { figure, raw_block('html', open), parts.table, raw_block('html', '</div></details>') }
  elseif kind == 'exhibit-table' then
    -- A wide table scrolls inside its own box; the keyboard must reach that box.
    local open = '<div class="scroll" role="region" tabindex="0" aria-label="'
      .. xml_text(div.attributes.label) .. '">'
    return pandoc.Div({
      pandoc.Div(parts['exhibit-title'], { class = 'exhibit-title' }),
      raw_block('html', open), parts.table, raw_block('html', '</div>'),
      table.unpack(notes_of(parts)),
    }, { id = div.identifier, class = 'exhibit-table ' .. div.attributes.length .. ' ' .. div.attributes.size })
  elseif kind == 'callout' then
    div.attributes.role = 'note'
    return div
  elseif kind == 'page-break' then
    return raw_block('html', '<div class="page-break"></div>')
  end
end

html.Link = function(link)
  link.attributes = {}
  return link
end

-- Word ------------------------------------------------------------------------

-- From the top: the parts of an exhibit keep their class until the exhibit is met.
local word = { traverse = 'topdown' }

local function styled(style, blocks, name)
  return pandoc.Div(blocks, { id = name or '', ['custom-style'] = style })
end

local function field_char(kind)
  return '<w:r><w:fldChar w:fldCharType="' .. kind .. '"/></w:r>'
end

-- A field of contents whose result stands there already, so that Word need not ask.
local function word_contents(div)
  local start = field_char('begin')
    .. '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-1" \\n \\h \\z \\u </w:instrText></w:r>'
    .. field_char('separate')
  local blocks = pandoc.Blocks({
    raw_block('openxml', '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery '
      .. 'w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>'),
    styled('TOC Heading', { pandoc.Para(div.attributes.label) }),
  })
  -- Of a report of some ten pages the chapters are enough; Word shows the rest at its side.
  local links = links_of(div.content):filter(function(link) return link.attributes.level == '1' end)
  for place, link in ipairs(links) do
    local entry = pandoc.Inlines({ pandoc.Link(link.content, link.target) })
    if place == 1 then entry:insert(1, raw_inline('openxml', start)) end
    if place == #links then entry:insert(raw_inline('openxml', field_char('end'))) end
    blocks:insert(styled('toc ' .. link.attributes.level, { pandoc.Para(entry) }))
  end
  blocks:insert(raw_block('openxml', '</w:sdtContent></w:sdt>'))
  return blocks
end

-- "Figur 1" with the number as a field, so that Word can number pasted figures anew.
local function sequence_field(span)
  local label, number = pandoc.utils.stringify(span):match('^(.-) (%d+)%.$')
  return raw_inline('openxml', '<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">'
    .. xml_text(label) .. ' </w:t></w:r><w:fldSimple w:instr=" SEQ ' .. xml_text(label)
    .. ' \\* ARABIC "><w:r><w:rPr><w:b/></w:rPr><w:t>' .. number
    .. '</w:t></w:r></w:fldSimple><w:r><w:rPr><w:b/></w:rPr><w:t>.</w:t></w:r>')
end

-- Pandoc looks for the picture itself; the name without ending is for all formats.
word.Image = function(image)
  image.src = image.src .. '.png'
  return image
end

word.Span = function(span)
  if has_class(span, 'figure-number') or has_class(span, 'table-number') then
    return sequence_field(span)
  end
end

word.Div = function(div)
  local kind = div.classes[1]
  local parts = parts_of(div)
  if kind == 'contents' then
    return word_contents(div)
  elseif kind == 'exhibit-figure' then
    return {
      styled('Exhibit Title', parts['exhibit-title'], div.identifier),
      styled('Captioned Figure', { pandoc.Para(parts.image) }),
      styled('Image Caption', parts['exhibit-caption']),
      styled('Notes', parts.notes),
    }
  elseif kind == 'exhibit-table' then
    return { styled('Exhibit Title', parts['exhibit-title'], div.identifier), parts.table,
      styled('Notes', parts.notes) }
  elseif kind == 'page-break' then
    -- A line of no height: the page below begins with the heading itself.
    return raw_block('openxml', '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" '
      .. 'w:lineRule="exact"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>')
  elseif kind == 'lead' then
    return styled('Lead', div.content)
  elseif kind == 'notes' then
    return styled('Notes', div.content)
  elseif kind == 'callout' then
    return { styled('Callout Title', parts['callout-title']),
      styled('Callout', remark_of(div):walk({ Plain = function(plain)
        return pandoc.Para(plain.content) -- a Plain would not take the style of the box
      end })) }
  end
end

-- Typst -----------------------------------------------------------------------

local typst = {}

-- A call of a function of report.typ: arguments in code, the rest as content blocks.
local function typst_call(name, arguments, contents)
  local blocks = pandoc.Blocks({ raw_block('typst', '#' .. name .. '(' .. arguments .. ')[') })
  for place, content in ipairs(contents) do
    if place > 1 then blocks:insert(raw_block('typst', '][')) end
    blocks:extend(content)
  end
  blocks:insert(raw_block('typst', ']'))
  return blocks
end

typst.Div = function(div)
  local kind = div.classes[1]
  local parts = parts_of(div)
  if kind == 'contents' then
    return raw_block('typst', '#contents(' .. typst_string(div.attributes.label) .. ')')
  elseif kind == 'exhibit-figure' then
    local arguments = table.concat({
      typst_string(div.identifier), typst_string(parts.image.src .. '.svg'),
      typst_string(pandoc.utils.stringify(parts.image.caption)),
      parts.image.attributes.width, tostring(#parts.notes > 0),
    }, ', ')
    return typst_call('exhibit-figure', arguments,
      { parts['exhibit-title'], parts['exhibit-caption'], parts.notes })
  elseif kind == 'exhibit-table' then
    parts.table.identifier = div.identifier
    local arguments = typst_string(div.attributes.size) .. ', '
      .. tostring(div.attributes.length == 'long') .. ', '
      .. tostring(#parts.notes > 0)
    return typst_call('exhibit-table', arguments,
      { parts['exhibit-title'], { parts.table }, parts.notes })
  elseif kind == 'lead' then
    return typst_call('lead', '', { div.content })
  elseif kind == 'callout' then
    return typst_call('callout', '', { parts['callout-title'],
      remark_of(div) })
  elseif kind == 'page-break' then
    return raw_block('typst', '#pagebreak(weak: true)')
  elseif kind == 'front' or kind == 'body' then
    return div.content
  end
end

-- A string in code can never be read as markup.
local typst_text = {
  Str = function(string) return raw_inline('typst', '#' .. typst_string(string.text) .. ';') end,
  Code = function(code) return raw_inline('typst', '#raw(' .. typst_string(code.text) .. ');') end,
  CodeBlock = function(code)
    return raw_block('typst', '#raw(block: true, ' .. typst_string(code.text) .. ')')
  end,
}

-- -----------------------------------------------------------------------------

if FORMAT == 'html' or FORMAT == 'html5' then
  return { html }
elseif FORMAT == 'docx' then
  return { word }
elseif FORMAT == 'typst' then
  return { typst, typst_text }
end
return { { CodeBlock = read_markdown } }
