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
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Images as the protocol has them: values of shape {@code [n, channels, height, width]}, or {@code
 * [n, height, width]} where there is one channel. What a model takes is known once it is found, so
 * nothing is checked before.
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record InputTensor(
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable Name name,
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable Datatype datatype,
    @Schema(
            description =
                "[n, channels, height, width] of the model's images, as [n, 1, 28, 28], n from 1 to"
                    + " 64; without channels if there is one",
            requiredMode = Schema.RequiredMode.REQUIRED)
        long @Nullable [] shape,
    @Schema(description = "known is binary_data_size, of data that follows the JSON as bytes")
        @Nullable Map<String, Object> parameters,
    @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED) @Nullable TensorData data) {

  static final String NAME = "image";

  private static final int WHITE = 255;
  private static final int LONGEST_SHOWN = 8;

  /** The one input that a model has. */
  enum Name {
    @JsonProperty(NAME)
    IMAGE
  }

  /** How a client keeps gray values; the values are the same. */
  enum Datatype {
    /** Whole numbers. */
    UINT8(Byte.BYTES),
    /** Any numbers, rounded to the nearest whole one. */
    FP32(Float.BYTES);

    private final int bytes;

    Datatype(int bytes) {
      this.bytes = bytes;
    }

    /** Of one number that is sent as bytes. */
    int bytes() {
      return bytes;
    }
  }

  /** Returns images without a word about them; their shape is that of the model's. */
  static InputTensor of(byte[] images) {
    return new InputTensor(Name.IMAGE, Datatype.UINT8, null, null, BinaryTensorData.of(images));
  }

  /**
   * This, with the data that followed it.
   *
   * @param place of this tensor in the request
   * @param binary what followed the JSON; null if nothing told where that ends
   * @throws Problem (400) if the parameters and what followed do not go together
   */
  InputTensor with(String place, byte @Nullable [] binary) {
    OptionalLong size = Parameters.size(place, parameters);
    if (size.isEmpty()) {
      if (binary != null && binary.length > 0) {
        throw Problem.refused(
            "body",
            "has %d bytes after the JSON, and no %s that tells of them"
                .formatted(binary.length, Parameters.SIZE));
      }
      return this;
    }
    if (data != null) {
      throw Problem.refused(place, "must not have both data and parameters." + Parameters.SIZE);
    }
    if (binary == null) {
      throw Problem.refused(
          InferRequestConverter.JSON_LENGTH,
          "must be given as a header with %s.parameters.%s".formatted(place, Parameters.SIZE));
    }
    if (size.getAsLong() != binary.length) {
      throw Problem.refused(
          "%s.parameters.%s".formatted(place, Parameters.SIZE),
          "must be %d, for as many bytes follow the JSON, was %d"
              .formatted(binary.length, size.getAsLong()));
    }
    return new InputTensor(name, datatype, shape, parameters, BinaryTensorData.of(binary));
  }

  /**
   * @param place of this tensor in the request
   * @param format of the images that the model takes
   * @return images of that format
   * @throws Problem (400) naming the place of what is wrong, or (413) if there are too many
   */
  List<byte[]> images(String place, ImageFormat format) {
    if (shape == null && parameters == null && data instanceof BinaryTensorData bare) {
      int count = RawImages.requireRaw(bare.bytes().limit(), format);
      return new Complete(place, Datatype.UINT8, shapeOf(count, format), bare).images(format);
    }
    return complete(place, format).images(format);
  }

  private static long[] shapeOf(long count, ImageFormat format) {
    return new long[] {count, format.channels(), format.height(), format.width()};
  }

  private Complete complete(String place, ImageFormat format) {
    if (data != null && datatype != null && name != null && shape != null) {
      return new Complete(place, datatype, shape, data);
    }
    Map<String, String> wanted = new LinkedHashMap<>();
    if (data == null) {
      wanted.put("data", "a list of numbers");
    }
    if (datatype == null) {
      wanted.put("datatype", "UINT8 or FP32");
    }
    if (name == null) {
      wanted.put("name", NAME);
    }
    if (shape == null) {
      wanted.put("shape", shapes(format));
    }
    throw Problem.refused(
        wanted.entrySet().stream()
            .map(
                each ->
                    new FieldError(
                        place + "." + each.getKey(),
                        "must be %s, was not given".formatted(each.getValue())))
            .toList());
  }

  /** The shapes that a model of a format takes, in words. */
  private static String shapes(ImageFormat format) {
    String size = "%d, %d]".formatted(format.height(), format.width());
    String all = "[n, %d, ".formatted(format.channels()) + size;
    return format.isGray() ? all + " or [n, " + size : all;
  }

  /** A tensor of which nothing is missing. */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  private record Complete(String place, Datatype datatype, long[] shape, TensorData data) {

    List<byte[]> images(ImageFormat format) {
      requireShape(format);
      data.requireShape(place, datatype, shape);
      return IntStream.range(0, (int) shape[0])
          .mapToObj(image -> image(format, image * format.bytes()))
          .toList();
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
            "must be %s with n from 1 to %d, was %s"
                .formatted(shapes(format), RawImages.MAX_IMAGES, shown()));
      }
      RawImages.requireCount(place + ".shape", count);
    }

    private String shown() {
      return shape.length > LONGEST_SHOWN
          ? "one of %d dimensions".formatted(shape.length)
          : Arrays.toString(shape);
    }

    /** The protocol has one channel after the other, an image each pixel's channels together. */
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
      if (!(value >= 0 && value <= WHITE)) {
        throw wrong(index, "must be between 0 and 255", value);
      }
      if (datatype == Datatype.UINT8 && value != Math.rint(value)) {
        throw wrong(index, "must be a whole number", value);
      }
      return (byte) Math.round(value);
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
