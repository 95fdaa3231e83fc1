package dev.residual.oip;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.residual.image.ImageFormat;
import dev.residual.inference.RawImages;
import dev.residual.web.FieldError;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The input tensor of a request: images of shape {@code [n, channels, height, width]}, or {@code
 * [n, height, width]} if there is one channel. Nothing is checked before the model is found,
 * because only then the format of its images is known.
 */
record InputTensor(
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable Name name,
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable Datatype datatype,
    @Schema(
            description =
                "[n, channels, height, width] of the model's images, as [n, 1, 28, 28], or what the"
                    + " network of a model of images of any size sees, as [n, 3, 224, 224]; n from 1"
                    + " to 64; without channels if there is one",
            requiredMode = Schema.RequiredMode.REQUIRED)
        long @Nullable [] shape,
    @Schema(
            description =
                "binary_data_size, if the data follows the JSON as bytes; scale, the value of white:"
                    + " 255, or 1 for values from 0 to 1")
        @Nullable Map<String, Object> parameters,
    @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED) @Nullable TensorData data) {

  static final String NAME = "image";

  private static final int WHITE = 255;
  private static final int MAX_SHOWN = 8;

  /** The only input of a model. */
  enum Name {
    @JsonProperty(NAME)
    IMAGE
  }

  /** The types of pixel values. The range is the same in both. */
  enum Datatype {
    /** Whole numbers. */
    UINT8(Byte.BYTES),
    /** Floating-point numbers, which are rounded to the nearest whole number. */
    FP32(Float.BYTES);

    private final int bytes;

    Datatype(int bytes) {
      this.bytes = bytes;
    }

    /** Returns the number of bytes of one value. */
    int bytes() {
      return bytes;
    }
  }

  /** Returns a tensor of raw images without metadata. They have the shape that the model takes. */
  static InputTensor of(byte[] images) {
    return new InputTensor(Name.IMAGE, Datatype.UINT8, null, null, BinaryTensorData.of(images));
  }

  /**
   * Returns this tensor with the bytes that followed the JSON as its data.
   *
   * @param place of this tensor in the request
   * @param binary what followed the JSON; null if no header told the length of the JSON
   * @throws Problem (400) if the bytes do not match the parameters
   */
  InputTensor with(String place, byte @Nullable [] binary) {
    OptionalLong size = Parameters.size(place, parameters);
    if (size.isEmpty()) {
      if (binary != null && binary.length > 0) {
        throw Problem.refused(
            "body",
            String.format(
                Locale.ROOT,
                "has %d bytes after the JSON, but no %s is given",
                binary.length,
                Parameters.SIZE));
      }
      return this;
    }
    if (data != null) {
      throw Problem.refused(place, "must not have both data and parameters." + Parameters.SIZE);
    }
    if (binary == null) {
      throw Problem.refused(
          InferRequestConverter.JSON_LENGTH,
          String.format(
              Locale.ROOT,
              "must be given as a header with %s.parameters.%s",
              place,
              Parameters.SIZE));
    }
    if (size.getAsLong() != binary.length) {
      throw Problem.refused(
          String.format(Locale.ROOT, "%s.parameters.%s", place, Parameters.SIZE),
          String.format(
              Locale.ROOT,
              "must be %d, the number of bytes after the JSON, was %d",
              binary.length,
              size.getAsLong()));
    }
    return new InputTensor(name, datatype, shape, parameters, BinaryTensorData.of(binary));
  }

  /**
   * Returns the images in the format that the model takes.
   *
   * @param place of this tensor in the request
   * @throws Problem (400) with the position of what is invalid, or (413) if there are too many
   */
  List<byte[]> images(String place, ImageFormat format) {
    if (shape == null && parameters == null && data instanceof BinaryTensorData raw) {
      int count = RawImages.requireRaw(raw.bytes().limit(), format);
      return new Complete(place, Datatype.UINT8, shapeOf(count, format), raw, WHITE).images(format);
    }
    return complete(place, format).images(format);
  }

  private static long[] shapeOf(long count, ImageFormat format) {
    return new long[] {count, format.channels(), format.height(), format.width()};
  }

  private Complete complete(String place, ImageFormat format) {
    if (data != null && datatype != null && name != null && shape != null) {
      return new Complete(place, datatype, shape, data, Parameters.white(place, parameters));
    }
    Map<String, String> missing = new LinkedHashMap<>();
    if (data == null) {
      missing.put("data", "a list of numbers");
    }
    if (datatype == null) {
      missing.put("datatype", "UINT8 or FP32");
    }
    if (name == null) {
      missing.put("name", NAME);
    }
    if (shape == null) {
      missing.put("shape", shapes(format));
    }
    throw Problem.refused(
        missing.entrySet().stream()
            .map(
                each ->
                    new FieldError(
                        place + "." + each.getKey(),
                        String.format(Locale.ROOT, "must be %s, was not given", each.getValue())))
            .toList());
  }

  /** Describes the shapes that a model of a format takes. */
  private static String shapes(ImageFormat format) {
    String size = String.format(Locale.ROOT, "%d, %d]", format.height(), format.width());
    String all = String.format(Locale.ROOT, "[n, %d, ", format.channels()) + size;
    return format.isGray() ? all + " or [n, " + size : all;
  }

  /**
   * A tensor whose fields are all given.
   *
   * @param white the value that means white, 255 or 1
   */
  private record Complete(
      String place, Datatype datatype, long[] shape, TensorData data, int white) {

    List<byte[]> images(ImageFormat format) {
      requireShape(format);
      data.requireShape(place, datatype, shape);
      if (white == WHITE && hasFractionsOfOne((int) TensorData.count(shape))) {
        throw Problem.refused(
            place + ".data",
            "must have values from 0 to 255, had fractions from 0 to 1; multiply them by 255, or"
                + " send the input's parameter scale with the value 1");
      }
      return IntStream.range(0, (int) shape[0])
          .mapToObj(image -> image(format, image * format.bytes()))
          .toList();
    }

    /** Returns whether values scaled to 1 were sent, which would look nearly black. */
    private boolean hasFractionsOfOne(int count) {
      boolean fractions = false;
      for (int i = 0; i < count; i++) {
        double value = data.value(datatype, i);
        if (!(value >= 0 && value <= 1)) {
          return false;
        }
        fractions |= value != Math.rint(value);
      }
      return fractions;
    }

    private void requireShape(ImageFormat format) {
      long count = shape.length == 0 ? 0 : shape[0];
      boolean fits =
          Arrays.equals(shape, shapeOf(count, format))
              || (format.isGray()
                  && Arrays.equals(shape, new long[] {count, format.height(), format.width()}));
      if (!fits || count < 1) {
        throw Problem.refused(
            place + ".shape",
            String.format(
                Locale.ROOT,
                "must be %s with n from 1 to %d, was %s",
                shapes(format),
                RawImages.MAX_IMAGES,
                shown()));
      }
      RawImages.requireCount(place + ".shape", count);
    }

    private String shown() {
      return shape.length > MAX_SHOWN
          ? String.format(Locale.ROOT, "one of %d dimensions", shape.length)
          : Arrays.toString(shape);
    }

    /**
     * Reorders the protocol's channels-first values; an image has the channels of a pixel together.
     */
    private byte[] image(ImageFormat format, int from) {
      byte[] image = new byte[format.bytes()];
      for (int i = 0; i < image.length; i++) {
        int channel = i / format.pixels();
        int pixel = i % format.pixels();
        image[pixel * format.channels() + channel] = value(from + i);
      }
      return image;
    }

    private byte value(int index) {
      double value = data.value(datatype, index);
      if (!(value >= 0 && value <= white)) {
        throw wrong(index, "must be between 0 and " + white, value);
      }
      if (datatype == Datatype.UINT8 && value != Math.rint(value)) {
        throw wrong(index, "must be a whole number", value);
      }
      return (byte) Math.round(value * WHITE / white);
    }

    private Problem wrong(int index, String message, double value) {
      String found =
          value == Math.rint(value) && Math.abs(value) < Long.MAX_VALUE
              ? Long.toString((long) value)
              : Double.toString(value);
      return Problem.refused(place + ".data" + data.place(index), message + ", was " + found);
    }
  }
}
