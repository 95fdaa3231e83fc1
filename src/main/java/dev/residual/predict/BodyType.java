package dev.residual.predict;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotSupportedException;

/**
 * What a Content-Type that is neither JSON nor multipart says of a body.
 *
 * @param mayBePixels whether the body may be pixels without a file format
 */
record BodyType(boolean mayBePixels) {

  private static final List<MediaType> SUPPORTED =
      List.of(
          MediaType.APPLICATION_JSON,
          MediaType.MULTIPART_FORM_DATA,
          MediaType.parseMediaType("image/*"),
          MediaType.APPLICATION_OCTET_STREAM);

  /**
   * Returns what a Content-Type says. Its parameters are not looked at: {@code file --mime} adds
   * {@code charset=binary}, which is no character set.
   *
   * @throws HttpMediaTypeNotSupportedException if it is neither an image nor any bytes
   */
  static BodyType of(@Nullable String contentType) throws HttpMediaTypeNotSupportedException {
    String type = contentType == null ? "" : contentType.split(";", 2)[0].strip();
    String lower = type.toLowerCase(Locale.ROOT);
    if (lower.startsWith("image/")) {
      return new BodyType(false);
    }
    if (lower.isEmpty()
        || lower.equals("*/*")
        || lower.equals("binary/octet-stream")
        || lower.equals(MediaType.APPLICATION_OCTET_STREAM_VALUE)) {
      return new BodyType(true);
    }
    throw new HttpMediaTypeNotSupportedException(parsed(type), SUPPORTED);
  }

  private static @Nullable MediaType parsed(String type) {
    try {
      return MediaType.parseMediaType(type);
    } catch (InvalidMediaTypeException e) {
      return null;
    }
  }
}
