package dev.residual.natives;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Thrown if a native library may have been changed by somebody else, so that it is not loaded. */
final class UntrustedLibraryException extends RuntimeException {

  private static final String OTHER_FOLDER =
      " The environment variable DJL_CACHE_DIR names another folder.";

  private final String remedy;

  private UntrustedLibraryException(String message, String remedy, @Nullable Throwable cause) {
    super(message, cause);
    this.remedy = remedy + OTHER_FOLDER;
  }

  /** The folder cannot be created, read or written. */
  static UntrustedLibraryException unusable(Path folder, Exception cause) {
    return new UntrustedLibraryException(
        "The folder for native libraries cannot be used: " + folder + " (" + cause + ")",
        "Make it a folder that only the user that runs the service can write.",
        cause);
  }

  /** A user of the machine other than the service's and the administrator can change a file. */
  static UntrustedLibraryException open(Path file, String reason) {
    return new UntrustedLibraryException(
        "Other users of this machine can change the native libraries of the service: "
            + file
            + " "
            + reason,
        "Delete it if you do not know how it came there; what is missing is unpacked again.",
        null);
  }

  /** A library is not the one that belongs to this service. */
  static UntrustedLibraryException changed(Path file, String reason) {
    return new UntrustedLibraryException(
        "A native library is not the one of this service: " + file + " " + reason,
        "Find out who changed it, or check the disk. Then delete the folder "
            + file.getParent()
            + "; the service unpacks it again.",
        null);
  }

  /** Returns what the operator can do. */
  String remedy() {
    return remedy;
  }
}
