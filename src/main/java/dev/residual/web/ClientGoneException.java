package dev.residual.web;

/** Nobody is there any more to read the answer. */
public class ClientGoneException extends RuntimeException {

  public ClientGoneException() {
    super("The client closed its connection before its answer");
  }
}
