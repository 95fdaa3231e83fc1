package dev.residual.model;

/** No alias has the given name. */
class AliasNotFoundException extends RuntimeException {

  AliasNotFoundException(String alias) {
    super("There is no alias " + alias + "; GET /models/aliases lists all aliases");
  }
}
