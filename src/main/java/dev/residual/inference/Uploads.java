package dev.residual.inference;

import dev.residual.dataset.Fit;
import dev.residual.dataset.PictureDecoder;
import dev.residual.dataset.PictureException;
import dev.residual.web.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.web.multipart.MultipartFile;

/** Bodies of {@code POST /predict} to pictures of 784 bytes; refuses what is none. */
final class Uploads {

  static final int MAX_PICTURES = 64;

  private static final int PICTURE_BYTES = 28 * 28;

  /** 64 pictures of the largest size would take longer to decode than anybody waits. */
  private static final long MAX_PIXELS = 16_000_000;

  private Uploads() {}

  /** One PNG or JPEG. */
  static byte[] picture(String name, byte[] file, Wishes wishes) {
    try {
      return PictureDecoder.decode(file, wishes.fit(), wishes.polarity());
    } catch (PictureException e) {
      throw problem(name, e);
    }
  }

  /** Files of one PNG or JPEG each; one after the other is in memory, as 64 are a lot. */
  static List<byte[]> pictures(String field, List<MultipartFile> files, Wishes wishes)
      throws IOException {
    requireCount(field, files.size());
    requirePixels(field, files, wishes.fit());
    List<byte[]> pictures = new ArrayList<>();
    for (MultipartFile file : files) {
      pictures.add(picture(name(field, pictures.size()), file.getBytes(), wishes));
    }
    return pictures;
  }

  /** Pictures one after the other, 784 bytes each. */
  static List<byte[]> raw(byte[] body) {
    requireRaw(body);
    List<byte[]> pictures = new ArrayList<>();
    for (int from = 0; from < body.length; from += PICTURE_BYTES) {
      pictures.add(Arrays.copyOfRange(body, from, from + PICTURE_BYTES));
    }
    return pictures;
  }

  /**
   * @return how many pictures they are
   */
  static int requireRaw(byte[] body) {
    if (body.length == 0 || body.length % PICTURE_BYTES != 0) {
      throw Problem.refused(
          "body",
          "must have 784 bytes for each picture, 28 rows of 28 grey values, had " + body.length);
    }
    int pictures = body.length / PICTURE_BYTES;
    requireCount("body", pictures);
    return pictures;
  }

  static void requireCount(String field, long pictures) {
    if (pictures < 1) {
      throw Problem.refused(field, "must have 1 to %d pictures, had none".formatted(MAX_PICTURES));
    }
    if (pictures > MAX_PICTURES) {
      throw Problem.of(
          HttpStatus.CONTENT_TOO_LARGE,
          "too-many-pictures",
          "A request may have at most %d pictures, had %d".formatted(MAX_PICTURES, pictures));
    }
  }

  private static void requirePixels(String field, List<MultipartFile> files, Fit fit)
      throws IOException {
    long pixels = 0;
    for (int i = 0; i < files.size(); i++) {
      byte[] file = files.get(i).getBytes();
      try {
        pixels += PictureDecoder.pixels(file, fit);
      } catch (PictureException e) {
        throw problem(name(field, i), e);
      }
    }
    if (pixels > MAX_PIXELS) {
      throw Problem.of(
          HttpStatus.CONTENT_TOO_LARGE,
          "too-many-pixels",
          "The pictures of a request may have at most %d pixels in all, had %d; send fewer at a time, or smaller ones"
              .formatted(MAX_PIXELS, pixels));
    }
  }

  private static String name(String field, int index) {
    return "%s[%d]".formatted(field, index);
  }

  private static Problem problem(String name, PictureException e) {
    HttpStatus status =
        switch (e.kind()) {
          case NOT_A_PICTURE -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
          case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
          case UNREADABLE, WRONG_SIZE -> HttpStatus.UNPROCESSABLE_CONTENT;
        };
    String code = e.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return Problem.of(status, code, name + ": " + e.getMessage());
  }
}
