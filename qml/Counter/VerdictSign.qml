// The shape that goes with the word: a disc, an octagon, a triangle, a frame. Told apart without colour.
import QtQuick
import DinhDanh.Controls
import DinhDanh.CounterApp
import DinhDanh.Theme

Glyph {
    id: root

    required property int phase

    name: {
        switch (phase) {
        case CounterController.Valid: return "sign-valid";
        case CounterController.Invalid: return "sign-invalid";
        case CounterController.CannotCheck: return "sign-unknown";
        default: return "qr";
        }
    }
}
