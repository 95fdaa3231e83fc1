package dev.residual.job;

import java.util.UUID;

class JobNotFoundException extends RuntimeException {

  JobNotFoundException(UUID id) {
    super("There is no job " + id + "; GET /jobs lists those that are there");
  }
}
