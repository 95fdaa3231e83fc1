package dev.residual.predict;

import dev.residual.image.Fit;
import dev.residual.image.ImageDecoder;
import dev.residual.image.ImageException;
import dev.residual.image.ImageFormat;
import dev.residual.inference.RawImages;
import dev.residual.web.Problem;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;

/**
 * Reads the files of {@code POST /predict} as images in a model's format, and refuses a body that
 * is not an image.
 */
final class ImageUploads {

  /** The name of the multipart parts that hold images. */
  static final String PART = "image";

  /** Decoding 64 images of the largest size would take longer than clients wait. */
  private static final long MAX_PIXELS = 16_000_000;

  /** Parameters may also be sent as parts, because a browser's form sends all of its fields so. */
  private static final Set<String> PARTS =
      Stream.concat(
              Stream.of(PART),
              Arrays.stream(PredictOptions.class.getRecordComponents())
                  .map(RecordComponent::getName))
          .collect(Collectors.toUnmodifiableSet());

  private ImageUploads() {}

  /**
   * Returns the files in the parts named {@code image}, in order.
   *
   * @throws Problem (400) if such a part is not a file, or if there is a part of another name
   */
  static List<MultipartFile> files(MultipartHttpServletRequest request) {
    if (request.getParameterMap().containsKey(PART)) {
      throw Problem.refused(PART, "must be a file; the part has no file name");
    }
    Set<String> parts = new TreeSet<>(request.getMultiFileMap().keySet());
    parts.addAll(request.getParameterMap().keySet());
    parts.removeAll(PARTS);
    if (!parts.isEmpty()) {
      throw Problem.refused(
          parts.iterator().next(), "is not a known part; images go into parts named image");
    }
    return request.getFiles(PART);
  }

  /**
   * Decodes one PNG or JPEG.
   *
   * @param name of the file in the request, for messages
   * @throws Problem (413, 415 or 422) if the file cannot be used
   */
  static byte[] image(String name, byte[] file, ImageFormat format, PredictOptions options) {
    try {
      return ImageDecoder.decode(file, format, options.imageFit(), options.imagePolarity());
    } catch (ImageException e) {
      throw problem(name, e);
    }
  }

  /**
   * Decodes files that hold one PNG or JPEG each. Only one file at a time is read into memory,
   * because there may be 64.
   *
   * @throws Problem (413, 415 or 422) if a file cannot be used, or if there are too many or too
   *     large ones
   */
  static List<byte[]> images(List<MultipartFile> files, ImageFormat format, PredictOptions options)
      throws IOException {
    RawImages.requireCount(PART, files.size());
    requirePixels(files, format, options.imageFit());
    List<byte[]> images = new ArrayList<>();
    for (MultipartFile file : files) {
      images.add(image(name(images.size()), file.getBytes(), format, options));
    }
    return images;
  }

  private static void requirePixels(List<MultipartFile> files, ImageFormat format, Fit fit)
      throws IOException {
    long pixels = 0;
    for (int i = 0; i < files.size(); i++) {
      byte[] file = files.get(i).getBytes();
      try {
        pixels += ImageDecoder.pixels(file, format, fit);
      } catch (ImageException e) {
        throw problem(name(i), e);
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

  private static String name(int index) {
    return "%s[%d]".formatted(PART, index);
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
