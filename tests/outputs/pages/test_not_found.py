from dataclasses import replace

from outputs.pages.scene import SETTINGS, Reader, render, site


def test_it_helps_and_links_from_the_root() -> None:
    base = "https://acme.example/status"
    html = render(site(settings=replace(SETTINGS, url=base, base_url=base)))["404.html"]
    page = Reader(html)
    assert "The page may have moved, or the address has a mistake in it." in page.text
    assert "/status/" in page.links
    assert all(link.startswith(("/status/", "#")) for link in page.links)
    assert '<meta name="robots" content="noindex">' in html
    assert 'rel="canonical"' not in html
