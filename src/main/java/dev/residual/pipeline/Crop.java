package dev.residual.pipeline;

import dev.residual.image.ImageFormat;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Collections;
import java.util.List;

/**
 * Takes a random part of each training image, which is then resized to the network's input. Parts
 * are chosen as by torchvision's {@code RandomResizedCrop}; where a part does not fit into the
 * image after ten tries, the largest centered part whose ratio is in the range is taken.
 *
 * @param scale least and largest area of the part, as a share of the image's area
 * @param ratio least and largest width of the part divided by its height; the logarithm of the
 *     ratio is uniformly distributed
 */
@Schema(name = "Crop")
public record Crop(
    @Schema(
            description =
                "least and largest area of the part, as a share of the image's area; default"
                    + " [0.35, 1]",
            example = "[0.35, 1]")
        @Interval(min = "0.01", max = "1")
        List<Double> scale,
    @Schema(
            description =
                "least and largest width of the part, divided by its height; default [0.75, 1.333]",
            example = "[0.75, 1.333]")
        @Interval(min = "0.1", max = "10")
        List<Double> ratio) {

  /** The least area is that of fastai, the ratios are those of torchvision. */
  public static final Crop DEFAULT = new Crop(List.of(0.35, 1.0), List.of(0.75, 1.333));

  /**
   * The share of an image's center square that is evaluated, as in torchvision's recipes, which
   * take 224 of 256 pixels. Objects in random parts look larger than in whole images, so whole
   * images would be another scale than the one that was learned (Touvron et al., 2019, "Fixing the
   * train-test resolution discrepancy").
   */
  public static final double EVALUATED_SHARE = 0.875;

  private static final int TRIES = 10;

  /** Returns a random part of an image. */
  Region region(ImageFormat format, SeededRandom random) {
    int height = format.height();
    int width = format.width();
    // StrictMath gives the same result on every machine.
    double leastLog = StrictMath.log(ratio.get(0));
    double largestLog = StrictMath.log(ratio.get(1));
    for (int attempt = 0; attempt < TRIES; attempt++) {
      double area = random.between(scale.get(0), scale.get(1)) * format.pixels();
      double partRatio = StrictMath.exp(random.between(leastLog, largestLog));
      int partWidth = (int) Math.rint(Math.sqrt(area * partRatio));
      int partHeight = (int) Math.rint(Math.sqrt(area / partRatio));
      if (partWidth > 0 && partWidth <= width && partHeight > 0 && partHeight <= height) {
        int top = random.below(height - partHeight + 1);
        int left = random.below(width - partWidth + 1);
        return new Region(top, left, partHeight, partWidth);
      }
    }
    return centered(height, width);
  }

  private Region centered(int height, int width) {
    double ratioOfImage = (double) width / height;
    double least = Collections.min(ratio);
    double largest = Collections.max(ratio);
    int partHeight = height;
    int partWidth = width;
    if (ratioOfImage < least) {
      partHeight = Math.max(1, (int) Math.rint(width / least));
    } else if (ratioOfImage > largest) {
      partWidth = Math.max(1, (int) Math.rint(height * largest));
    }
    return new Region((height - partHeight) / 2, (width - partWidth) / 2, partHeight, partWidth);
  }
}
