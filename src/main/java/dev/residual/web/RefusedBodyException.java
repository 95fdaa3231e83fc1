package dev.residual.web;

import java.io.IOException;

/** Thrown while a body is read that the service refuses. */
public abstract class RefusedBodyException extends IOException {

  RefusedBodyException(String message) {
    super(message);
  }

  /** Returns the answer to the client. */
  public abstract Problem problem();
}
