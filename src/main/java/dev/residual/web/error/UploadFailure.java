package dev.residual.web.error;

import java.io.IOException;
import java.util.Optional;
import org.apache.coyote.BadRequestException;
import org.apache.tomcat.util.http.fileupload.MultipartStream.MalformedStreamException;
import org.apache.tomcat.util.http.fileupload.impl.IOFileUploadException;
import org.springframework.web.multipart.MultipartException;

/** Tells an upload that could not be stored from one that is malformed or could not be read. */
final class UploadFailure {

  private UploadFailure() {}

  /** Returns why an upload could not be stored, or nothing if something else is wrong with it. */
  static Optional<IOException> ofStorage(MultipartException e) {
    Throwable parsing = e.getCause();
    if (parsing != null && parsing.getClass() == IOException.class) {
      return Optional.of((IOException) parsing); // there is no folder
    }
    for (Throwable cause = parsing; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOFileUploadException
          && cause.getCause() instanceof IOException copying
          && !isOfBody(copying)) {
        return Optional.of(copying);
      }
    }
    return Optional.empty();
  }

  /** Tomcat copies a part from the body to its file. It marks all that goes wrong with the body. */
  private static boolean isOfBody(IOException copying) {
    return copying instanceof BadRequestException || copying instanceof MalformedStreamException;
  }
}
