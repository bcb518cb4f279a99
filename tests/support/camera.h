// What a camera makes of a code on a screen: turned, tilted, out of focus, noisy, with a lamp mirrored in the glass, or on a screen
// that is too dark. The same picture for the same seed, on any machine.
#pragma once

#include "core/qr/qr_code.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace dd::test {

// Numbers that do not depend on anybody's library (splitmix64).
class Dice
{
public:
    explicit Dice(quint64 seed) : m_state(seed) {}
    quint64 bits()
    {
        quint64 z = m_state += 0x9e3779b97f4a7c15U;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31);
    }
    double uniform(double from, double to) { return from + (to - from) * static_cast<double>(bits() >> 11) * 0x1p-53; }
    // Mean 0, deviation 1: the sum of four uniforms is near enough to a normal one for a sensor.
    double normal()
    {
        const quint64 drawn = bits();
        double sum = 0;
        for (int i = 0; i < 4; ++i)
            sum += static_cast<double>(drawn >> (16 * i) & 0xffff) / 65536;
        return (sum - 2) * std::numbers::sqrt3;
    }

private:
    quint64 m_state;
};

struct Shot
{
    double turn = 0;   // degrees, in the picture's plane
    double tiltX = 0;  // degrees, about the horizontal axis
    double tiltY = 0;  // about the vertical one
    double shiftX = 0; // pixels from the middle of the picture
    double shiftY = 0;
    double blur = 0;   // deviation in pixels
    double noise = 0;  // deviation in grey levels, at middle grey
    double black = 20; // of the screen
    double white = 235;
    struct Glare
    {
        double x = 0, y = 0; // pixels from the symbol's middle
        double halfWidth = 0, halfHeight = 0;
        double strength = 0; // how far towards white
    } glare;

    // Within what the scan bench promises.
    static Shot draw(Dice &dice, double symbolWidth)
    {
        Shot shot;
        shot.turn = dice.uniform(-8, 8);
        shot.tiltX = dice.uniform(-12, 12);
        shot.tiltY = dice.uniform(-12, 12);
        shot.shiftX = dice.uniform(-60, 60);
        shot.shiftY = dice.uniform(-60, 60);
        shot.blur = dice.uniform(0, 1.2);
        shot.noise = dice.uniform(0, 14);
        if (dice.uniform(0, 1) < 0.25) {
            shot.black = 70;
            shot.white = 180;
        }
        if (dice.uniform(0, 1) < 0.3) { // up to 8 % of the symbol
            const double area = dice.uniform(0.02, 0.08) * symbolWidth * symbolWidth;
            const double shape = dice.uniform(0.5, 2);
            shot.glare.halfWidth = std::sqrt(area / std::numbers::pi * shape);
            shot.glare.halfHeight = std::sqrt(area / std::numbers::pi / shape);
            shot.glare.x = dice.uniform(-0.5, 0.5) * symbolWidth;
            shot.glare.y = dice.uniform(-0.5, 0.5) * symbolWidth;
            shot.glare.strength = 0.7;
        }
        return shot;
    }
};

class Camera
{
public:
    static constexpr int width = 1280;
    static constexpr int height = 720;

    // The symbol is `symbolWidth` pixels wide where it is not tilted.
    static qr::GrayImage photograph(const qr::ModuleMatrix &matrix, double symbolWidth, const Shot &shot, Dice &dice)
    {
        Camera camera(matrix, symbolWidth, shot);
        camera.drawScreen();
        camera.defocus();
        camera.addGlare();
        return camera.develop(dice);
    }

private:
    static constexpr double distance = 1500; // pixels, about four symbols
    static constexpr double surroundings = 110;
    static constexpr int page = 8; // modules of white around the symbol
    static constexpr int samples = 2; // per pixel and axis

    Camera(const qr::ModuleMatrix &matrix, double symbolWidth, const Shot &shot)
        : m_matrix(matrix), m_shot(shot), m_middleX(width / 2.0 + shot.shiftX), m_middleY(height / 2.0 + shot.shiftY),
          m_light(std::size_t{width} * height, static_cast<float>(surroundings))
    {
        // Ry·Rx·Rz
        const auto radians = [](double degrees) { return degrees * std::numbers::pi / 180; };
        const double scale = symbolWidth / matrix.size;
        // Nothing of the page is further out than this, however it is turned; the rest is the same grey all over.
        const double reach = 1.3 * scale * (matrix.size / 2.0 + page);
        m_left = std::max(0, static_cast<int>(m_middleX - reach));
        m_top = std::max(0, static_cast<int>(m_middleY - reach));
        m_right = std::min(width, static_cast<int>(m_middleX + reach));
        m_bottom = std::min(height, static_cast<int>(m_middleY + reach));
        const double cz = std::cos(radians(shot.turn)), sz = std::sin(radians(shot.turn));
        const double cx = std::cos(radians(shot.tiltX)), sx = std::sin(radians(shot.tiltX));
        const double cy = std::cos(radians(shot.tiltY)), sy = std::sin(radians(shot.tiltY));
        m_across[0] = scale * (cy * cz + sy * sx * sz);
        m_across[1] = scale * cx * sz;
        m_across[2] = scale * (-sy * cz + cy * sx * sz);
        m_down[0] = scale * (-cy * sz + sy * sx * cz);
        m_down[1] = scale * cx * cz;
        m_down[2] = scale * (sy * sz + cy * sx * cz);
    }

    // The grey of the screen where a ray through the picture meets it.
    [[nodiscard]] double screenAt(double x, double y) const
    {
        // (u, v) with distance·(u·across + v·down)xy = (x, y)·(distance + (u·across + v·down)z)
        const double a = distance * m_across[0] - x * m_across[2], b = distance * m_down[0] - x * m_down[2];
        const double c = distance * m_across[1] - y * m_across[2], d = distance * m_down[1] - y * m_down[2];
        const double determinant = a * d - b * c;
        const double u = distance * (x * d - b * y) / determinant + m_matrix.size / 2.0;
        const double v = distance * (a * y - x * c) / determinant + m_matrix.size / 2.0;
        if (u < -page || v < -page || u >= m_matrix.size + page || v >= m_matrix.size + page)
            return surroundings;
        if (u < 0 || v < 0 || u >= m_matrix.size || v >= m_matrix.size)
            return m_shot.white;
        return m_matrix.isDark(static_cast<int>(u), static_cast<int>(v)) ? m_shot.black : m_shot.white;
    }

    void drawScreen()
    {
        for (int y = m_top; y < m_bottom; ++y) {
            for (int x = m_left; x < m_right; ++x) {
                double sum = 0;
                for (int i = 0; i < samples * samples; ++i)
                    sum += screenAt(x + (i % samples + 0.5) / samples - m_middleX, y + (i / samples + 0.5) / samples - m_middleY);
                light(x, y) = static_cast<float>(sum / (samples * samples));
            }
        }
    }

    void defocus()
    {
        if (m_shot.blur < 0.05)
            return;
        std::vector<float> kernel;
        const int radius = static_cast<int>(std::ceil(3 * m_shot.blur));
        float sum = 0;
        for (int i = -radius; i <= radius; ++i) {
            kernel.push_back(static_cast<float>(std::exp(-0.5 * i * i / (m_shot.blur * m_shot.blur))));
            sum += kernel.back();
        }
        for (float &weight : kernel)
            weight /= sum;
        for (const bool vertical : {false, true}) {
            const std::vector<float> sharp = m_light;
            for (int y = std::max(m_top, radius); y < std::min(m_bottom, height - radius); ++y) {
                for (int x = std::max(m_left, radius); x < std::min(m_right, width - radius); ++x) {
                    const float *at = &sharp[std::size_t(y) * width + std::size_t(x)];
                    float value = 0;
                    for (int i = -radius; i <= radius; ++i)
                        value += kernel[std::size_t(i + radius)] * at[vertical ? i * width : i];
                    light(x, y) = value;
                }
            }
        }
    }

    // A lamp in the glass: an ellipse that fades towards its rim.
    void addGlare()
    {
        const Shot::Glare &glare = m_shot.glare;
        if (glare.strength <= 0)
            return;
        const double left = m_middleX + glare.x, top = m_middleY + glare.y;
        for (int y = std::max(0, static_cast<int>(top - glare.halfHeight)); y < std::min<double>(height, top + glare.halfHeight); ++y) {
            for (int x = std::max(0, static_cast<int>(left - glare.halfWidth)); x < std::min<double>(width, left + glare.halfWidth); ++x) {
                const double fromMiddle = std::hypot((x - left) / glare.halfWidth, (y - top) / glare.halfHeight);
                const double share = glare.strength * std::clamp((1 - fromMiddle) / 0.2, 0.0, 1.0);
                light(x, y) += static_cast<float>(share * (255 - light(x, y)));
            }
        }
    }

    // The sensor: its noise grows with the root of the light.
    [[nodiscard]] qr::GrayImage develop(Dice &dice) const
    {
        qr::GrayImage picture{width, height, QByteArray(qsizetype{width} * height, Qt::Uninitialized)};
        double deviations[256];
        for (int level = 0; level < 256; ++level)
            deviations[level] = m_shot.noise * std::sqrt((level + 10) / 138.0);
        char *to = picture.pixels.data();
        for (const float light : m_light)
            *to++ = static_cast<char>(static_cast<int>(std::clamp(light + deviations[static_cast<int>(light)] * dice.normal(), 0.0, 255.0)));
        return picture;
    }

    float &light(int x, int y) { return m_light[std::size_t(y) * width + std::size_t(x)]; }

    const qr::ModuleMatrix &m_matrix;
    const Shot &m_shot;
    double m_middleX;
    double m_middleY;
    int m_left, m_top, m_right, m_bottom; // where the page may be seen
    double m_across[3]; // a module's two sides in space, in pixels
    double m_down[3];
    std::vector<float> m_light;
};

} // namespace dd::test
