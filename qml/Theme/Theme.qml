// Colours, sizes and type of the whole house; no other file names a colour or a pixel size of text.
// Three palettes: paper and ink, the same at night, and high contrast. Every pair in `textPairs` is measured
// by a test to at least 4.5:1.
pragma Singleton
import QtQuick

QtObject {
    id: theme

    enum Mode { Light, Dark, Contrast }

    property int mode: Theme.Mode.Light
    // 1.0 … 2.0; what the person chose, on top of what the system already scales.
    property real textScale: 1.0
    property bool reducedMotion: false

    readonly property bool dark: mode === Theme.Mode.Dark
    readonly property bool contrast: mode === Theme.Mode.Contrast

    function pick(light: color, dark: color, contrast: color): color {
        return theme.mode === Theme.Mode.Light ? light : theme.mode === Theme.Mode.Dark ? dark : contrast;
    }

    // Grounds
    readonly property color paper: pick("#FBF7F0", "#171412", "#000000")
    readonly property color surface: pick("#FFFFFF", "#221E1B", "#000000")
    readonly property color surfaceAlt: pick("#F3ECE1", "#2D2824", "#1A1A1A")
    // Text on grounds
    readonly property color ink: pick("#1F1A17", "#F3ECE2", "#FFFFFF")
    readonly property color inkSoft: pick("#5C524A", "#C2B7AA", "#FFFFFF")
    // Lines: `line` separates, `outline` is the edge of a control (3:1), `focus` the ring of the keyboard
    readonly property color line: pick("#DDD2C3", "#453D37", "#FFFFFF")
    readonly property color outline: pick("#82776B", "#9A8E81", "#FFFFFF")
    readonly property color focus: pick("#1F4E8C", "#9CC4FF", "#FFE45C")

    // Each meaning has a fill, the text on it (xInk; a name like onX would be taken for a signal handler), a tint and the text on the tint or on paper.
    readonly property color accent: pick("#A4262C", "#B93A40", "#FFE45C")
    readonly property color accentInk: pick("#FFFFFF", "#FFFFFF", "#000000")
    readonly property color accentText: pick("#A4262C", "#F2989B", "#FFE45C")
    readonly property color accentTint: pick("#FBE9E7", "#3A2021", "#000000")

    readonly property color valid: pick("#1E7B4F", "#23804F", "#5CF0A0")
    readonly property color validInk: pick("#FFFFFF", "#FFFFFF", "#000000")
    readonly property color validText: pick("#1A6E46", "#7FD6A8", "#5CF0A0")
    readonly property color validTint: pick("#E4F3EA", "#1B3126", "#000000")

    readonly property color warn: pick("#9A5B00", "#8A5200", "#FFB84D")
    readonly property color warnInk: pick("#FFFFFF", "#FFFFFF", "#000000")
    readonly property color warnText: pick("#8A5100", "#F0B860", "#FFB84D")
    readonly property color warnTint: pick("#FCF0DC", "#38290F", "#000000")

    readonly property color invalid: pick("#8E1B20", "#A12A30", "#FF8A80")
    readonly property color invalidInk: pick("#FFFFFF", "#FFFFFF", "#000000")
    readonly property color invalidText: pick("#8E1B20", "#F49A9D", "#FF8A80")
    readonly property color invalidTint: pick("#FBE4E4", "#3D1E20", "#000000")

    readonly property color info: pick("#22577A", "#2B6690", "#8FD0FF")
    readonly property color infoInk: pick("#FFFFFF", "#FFFFFF", "#000000")
    readonly property color infoText: pick("#22577A", "#93C8EC", "#8FD0FF")
    readonly property color infoTint: pick("#E5EFF6", "#1A2B38", "#000000")

    // Demo is never green: amber with a hatch over it. The hatch darkens, so white text stays readable on both.
    readonly property color demo: pick("#8A4B00", "#7A4300", "#000000")
    readonly property color demoStripe: pick("#6E3B00", "#613500", "#4A3A00")
    readonly property color demoInk: pick("#FFFFFF", "#FFFFFF", "#FFE45C")

    // The symbol's own ground; independent of the theme, because cameras read dark on white.
    readonly property color qrPaper: "#FFFFFF"
    readonly property color qrInk: "#000000"

    // Spacing
    readonly property int space1: 4
    readonly property int space2: 8
    readonly property int space3: 12
    readonly property int space4: 16
    readonly property int space5: 24
    readonly property int space6: 32
    readonly property int space7: 48
    readonly property int radius: 10
    readonly property int radiusSmall: 6
    readonly property int border: contrast ? 2 : 1
    readonly property int focusWidth: 3
    readonly property int touch: 48
    readonly property int readingWidth: 680
    // Below this a window is a phone held upright.
    readonly property int phoneWidth: 600

    // Type. Large sizes grow less, so that 200 % text still fits a phone.
    readonly property int caption: Math.round(16 * textScale)
    readonly property int body: Math.round(18 * textScale)
    readonly property int heading: Math.round(21 * Math.min(textScale, 1.8))
    readonly property int title: Math.round(26 * Math.min(textScale, 1.6))
    readonly property int display: Math.round(40 * Math.min(textScale, 1.4))
    readonly property int verdict: Math.round(72 * Math.min(textScale, 1.25))
    readonly property int glyph: Math.round(24 * Math.min(textScale, 1.6))
    readonly property string mono: "monospace"
    readonly property int moment: reducedMotion ? 0 : 140

    // kind: info, warn, error, ok, demo, plain
    function fillOf(kind: string): color {
        switch (kind) {
        case "ok": return valid;
        case "warn": return warn;
        case "error": return invalid;
        case "demo": return demo;
        case "info": return info;
        default: return surfaceAlt;
        }
    }
    function onFillOf(kind: string): color {
        switch (kind) {
        case "ok": return validInk;
        case "warn": return warnInk;
        case "error": return invalidInk;
        case "demo": return demoInk;
        case "info": return infoInk;
        default: return ink;
        }
    }
    function tintOf(kind: string): color {
        switch (kind) {
        case "ok": return validTint;
        case "warn": return warnTint;
        case "error": return invalidTint;
        case "demo": return warnTint;
        case "info": return infoTint;
        default: return surfaceAlt;
        }
    }
    function textOf(kind: string): color {
        switch (kind) {
        case "ok": return validText;
        case "warn": return warnText;
        case "error": return invalidText;
        case "demo": return warnText;
        case "info": return infoText;
        default: return ink;
        }
    }
    function glyphOf(kind: string): string {
        switch (kind) {
        case "ok": return "check";
        case "warn": return "warning";
        case "error": return "cross";
        case "demo": return "demo";
        default: return "info";
        }
    }

    // [text, ground]: what may stand on what.
    readonly property var textPairs: [
        ["ink", "paper"], ["ink", "surface"], ["ink", "surfaceAlt"],
        ["inkSoft", "paper"], ["inkSoft", "surface"], ["inkSoft", "surfaceAlt"],
        ["accentText", "paper"], ["accentText", "surface"], ["accentText", "surfaceAlt"], ["accentText", "accentTint"],
        ["validText", "paper"], ["validText", "surface"], ["validText", "validTint"],
        ["warnText", "paper"], ["warnText", "surface"], ["warnText", "warnTint"],
        ["invalidText", "paper"], ["invalidText", "surface"], ["invalidText", "invalidTint"],
        ["infoText", "paper"], ["infoText", "surface"], ["infoText", "infoTint"],
        ["ink", "accentTint"], ["ink", "validTint"], ["ink", "warnTint"], ["ink", "invalidTint"], ["ink", "infoTint"],
        ["accentInk", "accent"], ["validInk", "valid"], ["warnInk", "warn"], ["invalidInk", "invalid"], ["infoInk", "info"],
        ["demoInk", "demo"], ["demoInk", "demoStripe"], ["qrInk", "qrPaper"]
    ]
    // [edge, ground]: at least 3:1 (WCAG 1.4.11)
    readonly property var edgePairs: [
        ["outline", "paper"], ["outline", "surface"], ["outline", "surfaceAlt"],
        ["focus", "paper"], ["focus", "surface"], ["focus", "surfaceAlt"]
    ]
}
