package dev.residual.image;

import org.jspecify.annotations.Nullable;

/** An uploaded file that gives no image to classify; the message is for whoever sent it. */
public class ImageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** What is the matter with the file. */
  public enum Kind {
    /** Neither PNG nor JPEG, whatever its name says. */
    NOT_AN_IMAGE,
    /** More pixels than are decoded for anyone. */
    TOO_LARGE,
    /** Begins as a PNG or JPEG, but is truncated, corrupt, or of a form not understood. */
    UNREADABLE,
    /** A sound image of another size than the model takes. */
    WRONG_SIZE
  }

  public ImageException(Kind kind, String message) {
    this(kind, message, null);
  }

  public ImageException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
