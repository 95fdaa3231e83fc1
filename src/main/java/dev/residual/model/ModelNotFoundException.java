package dev.residual.model;

import java.util.UUID;

public class ModelNotFoundException extends RuntimeException {

  ModelNotFoundException(UUID id) {
    super("There is no model " + id + "; GET /models lists those that are there");
  }
}
