package dev.residual.predict;

import dev.residual.inference.RawImages;
import dev.residual.preprocessing.InputImage;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Images in JSON: one in {@code pixels}, or several in {@code images}. */
@Schema(name = "Pixels")
record PixelsRequest(
    @Nullable JsonImage pixels,
    @Schema(description = "up to 64 images") @Nullable List<@Nullable JsonImage> images) {

  /** An image and its position in the request. */
  private record Placed(String field, JsonImage image) {}

  /**
   * Returns the images in the format that a model takes.
   *
   * @param scale what numbers mean
   * @param uploads decodes files
   * @throws Problem (400) with the position of what is invalid; (413) if there are too many images;
   *     (413, 415 or 422) if a file cannot be used, (503) if it cannot be decoded now
   */
  List<InputImage> decode(InputConversion conversion, PixelScale scale, ImageUploads uploads)
      throws IOException {
    List<Placed> placed = placed();
    List<ImageUploads.NamedUpload> files = new ArrayList<>();
    for (Placed each : placed) {
      if (each.image.isFile()) {
        files.add(new ImageUploads.NamedUpload(each.field, each.image.upload(each.field)));
      }
    }
    if (files.size() == placed.size()) {
      scale.requireDefault();
    }
    Iterator<InputImage> decodedFiles = uploads.images(files, conversion).iterator();
    return placed.stream()
        .map(each -> each.image.isFile() ? decodedFiles.next() : numbers(each, conversion, scale))
        .toList();
  }

  private List<Placed> placed() {
    if ((pixels == null) == (images == null)) {
      throw Problem.refused("pixels", "or images must be given, and not both");
    }
    if (images == null) {
      return List.of(placed("pixels", pixels));
    }
    RawImages.requireCount("images", images.size());
    List<Placed> placed = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      placed.add(placed("images[" + i + "]", images.get(i)));
    }
    return placed;
  }

  private static Placed placed(String field, @Nullable JsonImage image) {
    return new Placed(field, image == null ? JsonImage.NONE : image);
  }

  private static InputImage numbers(Placed placed, InputConversion conversion, PixelScale scale) {
    return conversion.pixels(placed.image.pixels(placed.field, conversion, scale));
  }
}
