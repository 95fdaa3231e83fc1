package dev.residual.job;

import dev.residual.CodedException;
import java.util.UUID;

class JobNotFoundException extends RuntimeException implements CodedException {

  JobNotFoundException(UUID id) {
    super("There is no job " + id + "; GET /jobs lists those that are there");
  }

  @Override
  public String code() {
    return "no-such-job";
  }
}
