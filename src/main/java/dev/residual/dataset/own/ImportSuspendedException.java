package dev.residual.dataset.own;

/** Thrown to end an import because the service is stopping. */
class ImportSuspendedException extends RuntimeException {

  private static final long serialVersionUID = 1L;
}
