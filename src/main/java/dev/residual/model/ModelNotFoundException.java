package dev.residual.model;

import java.util.UUID;

/** No model has the given id. */
public class ModelNotFoundException extends RuntimeException {

  public ModelNotFoundException(UUID id) {
    super("There is no model " + id + "; GET /models lists all models");
  }
}
