package dev.residual.predict;

import dev.residual.image.Fit;
import dev.residual.image.ImageDecoder;
import dev.residual.image.ImageException;
import dev.residual.image.ImageFormat;
import dev.residual.inference.RawImages;
import dev.residual.web.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.web.multipart.MultipartFile;

/** Turns bodies of {@code POST /predict} into images of a model's format; refuses what is none. */
final class ImageUploads {

  /** 64 images of the largest size would take longer to decode than anybody waits. */
  private static final long MAX_PIXELS = 16_000_000;

  private ImageUploads() {}

  /** One PNG or JPEG. */
  static byte[] image(String name, byte[] file, ImageFormat format, PredictOptions wishes) {
    try {
      return ImageDecoder.decode(file, format, wishes.fit(), wishes.polarity());
    } catch (ImageException e) {
      throw problem(name, e);
    }
  }

  /** Files of one PNG or JPEG each; one after the other is in memory, as 64 are a lot. */
  static List<byte[]> images(
      String field, List<MultipartFile> files, ImageFormat format, PredictOptions wishes)
      throws IOException {
    RawImages.requireCount(field, files.size());
    requirePixels(field, files, format, wishes.fit());
    List<byte[]> images = new ArrayList<>();
    for (MultipartFile file : files) {
      images.add(image(name(field, images.size()), file.getBytes(), format, wishes));
    }
    return images;
  }

  private static void requirePixels(
      String field, List<MultipartFile> files, ImageFormat format, Fit fit) throws IOException {
    long pixels = 0;
    for (int i = 0; i < files.size(); i++) {
      byte[] file = files.get(i).getBytes();
      try {
        pixels += ImageDecoder.pixels(file, format, fit);
      } catch (ImageException e) {
        throw problem(name(field, i), e);
      }
    }
    if (pixels > MAX_PIXELS) {
      throw Problem.of(
          HttpStatus.CONTENT_TOO_LARGE,
          "too-many-pixels",
          "The images of a request may have at most %d pixels in all, had %d; send fewer at a time, or smaller ones"
              .formatted(MAX_PIXELS, pixels));
    }
  }

  private static String name(String field, int index) {
    return "%s[%d]".formatted(field, index);
  }

  private static Problem problem(String name, ImageException e) {
    HttpStatus status =
        switch (e.kind()) {
          case NOT_AN_IMAGE -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
          case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
          case UNREADABLE, WRONG_SIZE -> HttpStatus.UNPROCESSABLE_CONTENT;
        };
    String code = e.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return Problem.of(status, code, name + ": " + e.getMessage());
  }
}
