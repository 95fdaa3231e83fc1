package dev.residual.predict;

import dev.residual.image.ImageConversion;
import dev.residual.image.ImageDecoder;
import dev.residual.image.ImageException;
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
import java.util.stream.IntStream;
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

  /**
   * A file in a request.
   *
   * @param name names it in messages
   */
  record Upload(String name, FileContent content) {}

  /** Reads a file. Only one at a time is held in memory, because there may be 64. */
  interface FileContent {
    byte[] read() throws IOException;
  }

  private ImageUploads() {}

  /**
   * Returns the files in the parts named {@code image}, in order.
   *
   * @throws Problem (400) if such a part is not a file, or if there is a part of another name; (413)
   *     if there are too many
   */
  static List<Upload> files(MultipartHttpServletRequest request) {
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
    List<MultipartFile> files = request.getFiles(PART);
    RawImages.requireCount(PART, files.size());
    return IntStream.range(0, files.size())
        .mapToObj(i -> new Upload("%s[%d]".formatted(PART, i), files.get(i)::getBytes))
        .toList();
  }

  /**
   * Decodes one PNG or JPEG.
   *
   * @param name of the file in the request, for messages
   * @throws Problem (413, 415 or 422) if the file cannot be used
   */
  static byte[] image(String name, byte[] file, ImageConversion conversion) {
    try {
      return ImageDecoder.decode(file, conversion);
    } catch (ImageException e) {
      throw problem(name, e);
    }
  }

  /**
   * Decodes files that hold one PNG or JPEG each.
   *
   * @throws Problem (413, 415 or 422) if a file cannot be used, or if they are too large together
   */
  static List<byte[]> images(List<Upload> files, ImageConversion conversion)
      throws IOException {
    requirePixels(files, conversion);
    List<byte[]> images = new ArrayList<>();
    for (Upload file : files) {
      images.add(image(file.name(), file.content().read(), conversion));
    }
    return images;
  }

  private static void requirePixels(List<Upload> files, ImageConversion conversion)
      throws IOException {
    long pixels = 0;
    for (Upload file : files) {
      byte[] bytes = file.content().read();
      try {
        pixels += ImageDecoder.pixels(bytes, conversion.format(), conversion.fit());
      } catch (ImageException e) {
        throw problem(file.name(), e);
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
