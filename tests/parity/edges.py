"""OpenCV's Canny on a small picture of the formula's values, smoothed so that it has edges."""

import cv2
import numpy as np
from common import write
from formula import uniform

SIZE = (40, 28)
LEVELS = [(100, 200), (30, 90)]


def main():
    width, height = SIZE
    corners = ((uniform("edges", (4, 5, 3)) + 1) * 127.5).round().byte().numpy()
    picture = cv2.resize(corners, SIZE, interpolation=cv2.INTER_NEAREST)
    picture[5:20, 8:30] = cv2.GaussianBlur(picture[5:20, 8:30], (5, 5), 1.2)
    cv2.circle(picture, (25, 14), 9, (250, 240, 10), 2)
    runs = [
        {"levels": levels, "edges": np.flatnonzero(cv2.Canny(picture, *levels)).tolist()}
        for levels in LEVELS
    ]
    write("edges", {"size": SIZE, "rgb": picture.flatten().tolist(), "runs": runs})


if __name__ == "__main__":
    main()
