package dev.residual.image.content;

import java.util.List;

/**
 * A brightness that changes evenly over an image: {@code base + right * x + down * y}, where x and
 * y are 0 at the left and at the top and 1 at the right and at the bottom.
 */
record Plane(double base, double right, double down) {

  /** Keeps the equations solvable if all points are on a line. It is too weak to change a slope. */
  private static final double RIDGE = 1e-9;

  /** A point of a surface. */
  record Point(double x, double y, double value) {}

  static Plane level(double value) {
    return new Plane(value, 0, 0);
  }

  double at(double x, double y) {
    return base + right * x + down * y;
  }

  /** Returns the plane with the least squared distance from some points. */
  static Plane through(List<Point> points) {
    double meanX = mean(points, Axis.X);
    double meanY = mean(points, Axis.Y);
    double mean = mean(points, Axis.VALUE);
    double xx = RIDGE;
    double xy = 0;
    double yy = RIDGE;
    double xv = 0;
    double yv = 0;
    for (Point point : points) {
      double x = point.x - meanX;
      double y = point.y - meanY;
      double value = point.value - mean;
      xx += x * x;
      xy += x * y;
      yy += y * y;
      xv += x * value;
      yv += y * value;
    }
    double determinant = xx * yy - xy * xy;
    double right = (yy * xv - xy * yv) / determinant;
    double down = (xx * yv - xy * xv) / determinant;
    return new Plane(mean - right * meanX - down * meanY, right, down);
  }

  private enum Axis {
    X,
    Y,
    VALUE
  }

  private static double mean(List<Point> points, Axis axis) {
    double sum = 0;
    for (Point point : points) {
      sum +=
          switch (axis) {
            case X -> point.x;
            case Y -> point.y;
            case VALUE -> point.value;
          };
    }
    return sum / points.size();
  }
}
