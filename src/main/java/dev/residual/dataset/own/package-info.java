/** Own data sets: they are uploaded or taken from an inbox, imported, versioned and deleted. */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "access :: limit",
      "cluster",
      "dataset",
      "dataset.archive",
      "dataset.cache",
      "dataset.decode",
      "dataset :: feedback",
      "dataset.ingest",
      "dataset.pack",
      "dataset.report",
      "image",
      "preprocessing",
      "storage",
      "torch",
      "web"
    })
@NullMarked
package dev.residual.dataset.own;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
