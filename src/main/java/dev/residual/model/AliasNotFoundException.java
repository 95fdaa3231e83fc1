package dev.residual.model;

class AliasNotFoundException extends RuntimeException {

  AliasNotFoundException(String alias) {
    super("There is no alias " + alias + "; GET /models/aliases lists those that are there");
  }
}
