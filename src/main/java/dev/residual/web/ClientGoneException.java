package dev.residual.web;

/** Thrown when the client has disconnected, so that no one can read the answer. */
public class ClientGoneException extends RuntimeException {

  public ClientGoneException() {
    super("The client closed its connection before its answer");
  }
}
