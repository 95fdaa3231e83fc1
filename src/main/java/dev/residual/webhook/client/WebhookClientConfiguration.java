package dev.residual.webhook.client;

import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures the client of receivers. */
@Configuration(proxyBeanMethods = false)
class WebhookClientConfiguration {

  @Bean
  HostLookup hostLookup() {
    return InetAddress::getAllByName;
  }

  @Bean
  WebhookClient webhookClient(
      ReceiverUrls urls, ReceiverAddresses addresses, ReceiverSettings settings, SslBundles bundles)
      throws NoSuchAlgorithmException {
    SSLContext ssl =
        settings.sslBundle() == null
            ? SSLContext.getDefault()
            : bundles.getBundle(settings.sslBundle()).createSslContext();
    return new WebhookClient(urls, addresses, settings, ssl);
  }
}
