package dev.residual.predict;

import dev.residual.image.DecodingCost;
import dev.residual.image.ImageDecoder;
import dev.residual.image.ImageException;
import dev.residual.inference.RawImages;
import dev.residual.preprocessing.InputImage;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;

/**
 * Reads the files of {@code POST /predict} as images in a model's format, and refuses a body that
 * is not an image.
 */
final class ImageUploads {

  private static final Logger log = LoggerFactory.getLogger(ImageUploads.class);

  /** The name of the multipart parts that hold images. */
  static final String PART = "image";

  /** Decoding 64 images of the largest size would take longer than clients wait. */
  private static final long MAX_PIXELS = 64_000_000;

  private final DecodingBudget budget;
  private final Decoders decoders;

  /** Parameters may also be sent as parts, because a browser's form sends all of its fields so. */
  private static final Set<String> PARTS =
      Stream.concat(
              Stream.of(PART),
              Arrays.stream(PredictOptions.class.getRecordComponents())
                  .map(RecordComponent::getName))
          .collect(Collectors.toUnmodifiableSet());

  /**
   * A file and how messages name it.
   *
   * @param name its position in the request
   */
  record NamedUpload(String name, Upload file) {}

  ImageUploads(DecodingBudget budget, Decoders decoders) {
    this.budget = budget;
    this.decoders = decoders;
  }

  /**
   * Returns the files in the parts named {@code image}, in order.
   *
   * @throws Problem (400) if such a part is not a file, or if there is a part of another name;
   *     (413) if there are too many
   */
  static List<NamedUpload> files(MultipartHttpServletRequest request) {
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
        .mapToObj(i -> new NamedUpload(PART + "[" + i + "]", Upload.of(files.get(i))))
        .toList();
  }

  /**
   * Decodes a body: an image file if it begins like one, otherwise pixels.
   *
   * @throws Problem (400, 413, 415 or 422) if the body cannot be used, (503) if it cannot be
   *     decoded now
   */
  List<InputImage> body(Upload body, boolean mayBePixels, InputConversion conversion)
      throws IOException {
    DecodingCost cost;
    try (DecodingBudget.Share share = budget.acquire(2 * body.size())) {
      byte[] bytes = body.bytes();
      if (mayBePixels && !ImageDecoder.isImageFile(bytes)) {
        return RawImages.raw(bytes, conversion.format()).stream().map(conversion::pixels).toList();
      }
      cost = cost("body", bytes, conversion);
    }
    try (DecodingBudget.Share share = budget.acquire(body.size() + cost.memory())) {
      return List.of(image("body", body.bytes(), conversion));
    }
  }

  /**
   * Decodes files that hold one image each. Only one file at a time is read into memory, because
   * there may be 64.
   *
   * @throws Problem (413, 415 or 422) if a file cannot be used, or if they are too large together;
   *     (503) if they cannot be decoded now
   */
  List<InputImage> images(List<NamedUpload> files, InputConversion conversion) throws IOException {
    if (files.isEmpty()) {
      return List.of();
    }
    long largest = files.stream().mapToLong(each -> each.file.size()).max().orElse(0);
    long memory;
    try (DecodingBudget.Share share = budget.acquire(largest)) {
      memory = memory(files, conversion);
    }
    List<InputImage> images = new ArrayList<>();
    try (DecodingBudget.Share share = budget.acquire(largest + memory)) {
      for (NamedUpload each : files) {
        images.add(image(each.name, each.file.bytes(), conversion));
      }
    }
    return images;
  }

  /** Returns the memory that the largest image needs. */
  private static long memory(List<NamedUpload> files, InputConversion conversion)
      throws IOException {
    long memory = 0;
    long pixels = 0;
    for (NamedUpload each : files) {
      DecodingCost cost = cost(each.name, each.file.bytes(), conversion);
      memory = Math.max(memory, cost.memory());
      pixels += cost.pixels();
    }
    if (pixels > MAX_PIXELS) {
      throw Problem.of(
          HttpStatus.CONTENT_TOO_LARGE,
          "too-many-pixels",
          String.format(
              Locale.ROOT,
              "The images of a request may have at most %d pixels in all, had %d; send fewer at a time, or smaller ones",
              MAX_PIXELS,
              pixels));
    }
    return memory;
  }

  private static DecodingCost cost(String name, byte[] file, InputConversion conversion) {
    try {
      return conversion.cost(file);
    } catch (ImageException e) {
      throw problem(name, e);
    }
  }

  private InputImage image(String name, byte[] file, InputConversion conversion) {
    try {
      return decoders.decode(() -> conversion.decode(file));
    } catch (ImageException e) {
      throw problem(name, e);
    }
  }

  private static Problem problem(String name, ImageException e) {
    if (e.kind() == ImageException.Kind.NO_MEMORY) {
      log.warn("There was too little memory to decode an image", e);
      return DecodingBudget.overloaded();
    }
    HttpStatus status =
        switch (e.kind()) {
          case NOT_AN_IMAGE, UNSUPPORTED_IMAGE_FORMAT -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
          case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
          case UNREADABLE, WRONG_SIZE -> HttpStatus.UNPROCESSABLE_CONTENT;
          case NO_MEMORY -> HttpStatus.SERVICE_UNAVAILABLE;
        };
    String code = e.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return Problem.of(status, code, name + ": " + e.getMessage());
  }
}
