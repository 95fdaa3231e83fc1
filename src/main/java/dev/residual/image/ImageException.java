package dev.residual.image;

import org.jspecify.annotations.Nullable;

/** Thrown if an uploaded file cannot be decoded to an image. The message is for the client. */
public class ImageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** The reason why a file was rejected. */
  public enum Kind {
    /** The content begins like no known image file, whatever the file's name says. */
    NOT_AN_IMAGE,
    /** The content is of a known format that is not decoded. */
    UNSUPPORTED_IMAGE_FORMAT,
    /** The image has more pixels, in all or a side, than the decoder accepts. */
    TOO_LARGE,
    /** The file begins as an image, but it is truncated, corrupt or of an unsupported variant. */
    UNREADABLE,
    /** The image is valid, but it does not have the size that the model requires. */
    WRONG_SIZE,
    /** The service has too little memory to decode the image now; the file may be valid. */
    NO_MEMORY
  }

  public ImageException(Kind kind, String message) {
    this(kind, message, null);
  }

  public ImageException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Returns the reason why the file was rejected. */
  public Kind kind() {
    return kind;
  }
}
