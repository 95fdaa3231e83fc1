package dev.residual.inference;

import dev.residual.image.ImageFormat;
import dev.residual.web.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;

/** Checks and splits request bodies that consist of images without any header. */
public final class RawImages {

  /** The maximum number of images in one request. */
  public static final int MAX_IMAGES = 64;

  private RawImages() {}

  /** Splits a body that consists of images and nothing else. */
  public static List<byte[]> raw(byte[] body, ImageFormat format) {
    requireRaw(body.length, format);
    List<byte[]> images = new ArrayList<>();
    for (int from = 0; from < body.length; from += format.bytes()) {
      images.add(Arrays.copyOfRange(body, from, from + format.bytes()));
    }
    return images;
  }

  /**
   * Checks the length of a body that consists of images and nothing else.
   *
   * @param length length of the body in bytes
   * @return the number of images
   */
  public static int requireRaw(int length, ImageFormat format) {
    int bytesPerImage = format.bytes();
    if (length == 0 || length % bytesPerImage != 0) {
      throw Problem.refused(
          "body",
          String.format(
              Locale.ROOT,
              "must have %d bytes for each image, %d rows of %d %s, had %d",
              bytesPerImage,
              format.height(),
              format.width(),
              format.isGray() ? "gray values" : "pixels of red, green and blue",
              length));
    }
    requireCount("body", length / bytesPerImage);
    return length / bytesPerImage;
  }

  /** Checks that a request has 1 to {@value #MAX_IMAGES} images. */
  public static void requireCount(String field, long images) {
    if (images < 1) {
      throw Problem.refused(
          field, String.format(Locale.ROOT, "must have 1 to %d images, had none", MAX_IMAGES));
    }
    if (images > MAX_IMAGES) {
      throw Problem.of(
          HttpStatus.CONTENT_TOO_LARGE,
          "too-many-images",
          String.format(
              Locale.ROOT, "A request may have at most %d images, had %d", MAX_IMAGES, images));
    }
  }
}
