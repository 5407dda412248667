// The page as people meet it who see little, use a keyboard alone, have it read out, or hold a phone: what the rules of
// WCAG 2.2 AA say that a script can measure, in each view, in the light and in the dark.

#include <gmock/gmock.h>

#include <filesystem>

#include "asking_process.h"
#include "command.h"
#include "live_page.h"
#include "page_reading.h"
#include "tests/support/requests.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;

const std::string kSample = LABELWATCH_REPOSITORY "/deploy/sample";

// `check` names each rule that is broken, with the element.
constexpr const char* kChecker = R"js(
const broken = new Set();
const named = (e) => `${e.tagName.toLowerCase()}${e.id ? '#' + e.id : ''}${e.className && e.className.baseVal === undefined ? '.' + e.className : ''}`;
const visible = (e) => e.checkVisibility({checkOpacity: false, checkVisibilityCSS: true}) && e.getClientRects().length > 0;
const textOf = (e) => [...e.childNodes].map((n) => n.nodeType === 3 ? n.data : n.nodeType === 1 && n.getAttribute('aria-hidden') !== 'true' ? n.getAttribute('aria-label') || textOf(n) : '').join(' ').trim();
function nameOfControl(e) {
  const by = e.getAttribute('aria-labelledby');
  if (by) return by.split(/\s+/).map((id) => textOf(element(id))).join(' ').trim();
  if (e.getAttribute('aria-label')) return e.getAttribute('aria-label');
  if (e.labels && e.labels.length) return [...e.labels].map(textOf).join(' ').trim();
  return e.tagName === 'INPUT' || e.tagName === 'SELECT' ? '' : textOf(e) || e.title;
}
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
canvas.canvas.width = canvas.canvas.height = 1;
function rgba(colour) {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a / 255];
}
const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
function groundOf(e) {
  const layers = [];
  for (let at = e; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
  return layers.reverse().reduce((ground, layer) => over(layer, ground), rgba('Canvas'));
}
const light = (c) => { const v = c / 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
const contrast = (a, b) => { const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
let texts = 0, controls = 0, lowest = 21;

function checkContrast(where) {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const e = node.parentElement;
    if (!node.data.trim() || ['SCRIPT', 'TITLE', 'OPTION'].includes(e.tagName) || e.closest('svg') || !visible(e) || e.closest(':disabled')) continue;
    const style = getComputedStyle(e), size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
    const ground = groundOf(e), ratio = contrast(over(rgba(style.color), ground), ground);
    ++texts;
    lowest = Math.min(lowest, ratio);
    if (ratio < (size >= 24 || (bold && size >= 18.66) ? 3 : 4.5)) broken.add(`${where}: contrast ${ratio.toFixed(1)} of ${named(e)} "${node.data.trim().slice(0, 20)}"`);
  }
}

function checkControls(where) {
  for (const e of document.querySelectorAll('button, input, select, a[href], [role=listbox], [role=option], [role=group], [role=region], [tabindex="0"], svg[role=img], nav, article, form')) {
    if (!visible(e)) continue;
    ++controls;
    if (!nameOfControl(e)) broken.add(`${where}: no name of ${named(e)}`);
    if (e.tabIndex > 0) broken.add(`${where}: tabindex of ${named(e)}`);
    const box = e.getBoundingClientRect();
    if (['BUTTON', 'SELECT'].includes(e.tagName) && !e.classList.contains('leads') && (box.width < 24 || box.height < 24)) broken.add(`${where}: ${named(e)} is ${box.width.toFixed()} x ${box.height.toFixed()} pixels`);
  }
  for (const e of document.querySelectorAll('[aria-controls], [aria-activedescendant], [aria-labelledby], label[for], output[for]')) {
    for (const attribute of ['aria-controls', 'aria-activedescendant', 'aria-labelledby', 'for']) {
      for (const id of (e.getAttribute(attribute) || '').split(/\s+/).filter(Boolean)) {
        if (!element(id)) broken.add(`${where}: ${attribute} of ${named(e)} names ${id}`);
      }
    }
  }
}

// In the order of Tab each control gets the focus and shows it.
function checkFocus(where) {
  for (const e of document.querySelectorAll('button, input, select, [tabindex="0"]')) {
    if (!visible(e) || e.disabled) continue;
    e.focus();
    const style = getComputedStyle(e);
    if (document.activeElement !== e) broken.add(`${where}: ${named(e)} takes no focus`);
    else if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) broken.add(`${where}: focus of ${named(e)} is not seen`);
    else if (contrast(rgba(style.outlineColor), groundOf(e.parentElement)) < 3) broken.add(`${where}: focus of ${named(e)} is faint`);
  }
}

function checkDocument(where) {
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  for (const id of ids.filter((one, i) => ids.indexOf(one) !== i)) broken.add(`${where}: two of #${id}`);
  if (!document.documentElement.lang) broken.add('no language');
  if (!document.title) broken.add('no title');
  for (const landmark of ['header', 'main', 'nav', 'h1']) {
    if (document.querySelectorAll(landmark).length !== 1) broken.add(`${where}: not one ${landmark}`);
  }
  const levels = [...document.querySelectorAll('h1, h2, h3, h4')].filter(visible).map((e) => Number(e.tagName[1]));
  levels.reduce((before, level) => { if (level > before + 1) broken.add(`${where}: a heading ${level} follows a ${before}`); return level; }, 0);
  const wide = document.scrollingElement.scrollWidth - window.innerWidth;
  if (wide > 0) broken.add(`${where}: ${wide} pixels too wide`);
  if (!phone) return;
  const scrolls = (e) => ['auto', 'scroll', 'hidden'].includes(getComputedStyle(e).overflowX);
  const boxed = (e) => { for (let at = e.parentElement; at && at !== document.body; at = at.parentElement) if (scrolls(at) || getComputedStyle(at).position === 'fixed') return true; return false; };
  for (const e of document.querySelectorAll('body *')) {
    if (!visible(e) || e.closest('svg') || boxed(e) || getComputedStyle(e).position === 'fixed') continue;
    if (e.getBoundingClientRect().right > kPhone + 0.5) broken.add(`${where}: ${named(e)} reaches beyond the phone`);
  }
}

// The browser makes no window narrower than 500 pixels: the page is laid out in a part of it.
const kPhone = 390, phone = window.innerWidth < 600;
if (phone) document.body.style.width = `${kPhone}px`;
const check = (where) => [checkDocument, checkControls, checkContrast, checkFocus].forEach((one) => one(where));

await until(() => document.querySelector('.crop svg'));
check('grid');
element('grid').focus();
press('Enter');
await opened();
check('finding');
press('y');
await opened();
press('k');
await opened();
check('decided');
press('Escape');
press('c');
check('counts');
press('c');
press('r');
check('rates');
press('r');
press('?');
check('keys');
seen.width = document.body.getBoundingClientRect().width;
seen.dark = matchMedia('(prefers-color-scheme: dark)').matches;
seen.checked = texts > 100 && controls > 100;
seen.lowest = lowest.toFixed(2);
seen.broken = [...broken];
)js";

class AccessibilityTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = FreshFolder();
    const Finished replay = RunCommand({"replay", "--labels", kSample + "/labels_staged.json", "--predictions",
                                        "xl=" + kSample + "/detections_yolo-fastest-1.1-xl.json", "--predictions",
                                        "small=" + kSample + "/detections_yolo-fastest-1.1.json", "--report",
                                        folder_ + "/report", "--images", kSample + "/images"});
    ASSERT_EQ(replay.exit_code, 0) << replay.err;
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(folder_); }

  static void Check(const Window& window) {
    const std::string seen = ReadPage(folder_ + "/report", kChecker, "", window);
    EXPECT_THAT(seen, HasSubstr(R"("errors":[])"));
    EXPECT_THAT(seen, HasSubstr(R"("broken":[])"));
    EXPECT_THAT(seen, HasSubstr(R"("checked":true)"));
    EXPECT_THAT(seen, HasSubstr(window.dark ? R"("dark":true)" : R"("dark":false)"));
  }

  static inline std::string folder_;
};

TEST_F(AccessibilityTest, InTheLight) { Check({1200, 800, false}); }
TEST_F(AccessibilityTest, InTheDark) { Check({1200, 800, true}); }
TEST_F(AccessibilityTest, OnAPhone) { Check({500, 844, false}); }
TEST_F(AccessibilityTest, OnAPhoneInTheDark) { Check({500, 844, true}); }

// The page of a process whose reviewer is asked for audits.
TEST(LiveAccessibilityTest, AFrameThatIsToBeLookedOver) {
  AskingProcess process;
  for (int i = 0; i < 20; ++i) process.Ask(AuditRequest("audited-" + std::to_string(i)));
  for (const Window& window : {Window{1200, 800, true}, Window{500, 844, false}}) {
    const std::string seen = ReadLivePage(process.Port(), kChecker, window);
    EXPECT_THAT(seen, HasSubstr(R"("errors":[])"));
    EXPECT_THAT(seen, HasSubstr(R"("broken":[])"));
  }
}

}  // namespace
}  // namespace labelwatch
