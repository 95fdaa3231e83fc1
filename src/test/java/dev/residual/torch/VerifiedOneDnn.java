package dev.residual.torch;

/** Lets tests outside this package compute as the service does after its start-up checks. */
public final class VerifiedOneDnn {

  private VerifiedOneDnn() {}

  /** Corrects the cache sizes that oneDNN reads, or switches it off where it computes wrongly. */
  public static void load() {
    OneDnnCheck.failure();
  }
}
