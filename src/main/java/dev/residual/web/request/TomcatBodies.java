package dev.residual.web.request;

import org.apache.catalina.Context;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Sets what Tomcat itself does with bodies. */
@Component
class TomcatBodies implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addContextCustomizers(TomcatBodies::keepFolder);
  }

  /** Creates the folder for uploads again if something that cleans temporary files deletes it. */
  private static void keepFolder(Context context) {
    context.setCreateUploadTargets(true);
  }
}
