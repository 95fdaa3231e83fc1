/** Turns archives of a user's images into data sets: layout, labels and splits. */
@ApplicationModule(
    allowedDependencies = {
      "dataset",
      "dataset.archive",
      "dataset.decode",
      "dataset.near",
      "dataset.pack",
      "dataset.report",
      "image",
      "preprocessing",
      "web"
    })
@NullMarked
package dev.residual.dataset.ingest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
